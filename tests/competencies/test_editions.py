"""The starting referential, its seal, and the pages of its editions."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import func, select

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    Competency,
    Edition,
    EditionIsSealed,
    EditionState,
    ExternalReference,
    ItemKind,
    JobProfile,
    LevelDescriptor,
    NotADraft,
    Relation,
    Requirement,
    Revision,
    ScaleLevel,
)
from intranet.competencies.queries import Catalogue
from intranet.content import referential
from intranet.content.written import read
from intranet.kit import search
from intranet.kit.clock import now
from intranet.kit.db import db, every
from tests.competencies.factories import a_draft
from tests.visitor import Visitor

FACTS = read(referential.FACTS)


def test_the_starting_content_says_all_that_its_facts_say(catalogue: Catalogue) -> None:
    assert [item.code for item in catalogue.items.values()] == [one["code"] for one in FACTS["items"]]  # fmt: skip
    assert len(catalogue.assessable) == sum(one["kind"] != "domain" for one in FACTS["items"])
    assert [domain.code for domain in catalogue.domains if domain.is_attested] == ["D2", "D7"]
    assert len(queries.job_profiles()) == len(FACTS["profiles"])
    assert (catalogue.number, catalogue.title) == ("0.9.0", "Proposition de travail")


def test_loading_twice_changes_nothing(catalogue: Catalogue) -> None:
    before = counts()

    assert counts() == before
    assert all(before)


def counts() -> list[int | None]:
    tables = (
        Edition, Competency, Revision, LevelDescriptor, Relation, ExternalReference, JobProfile,
        Requirement,
    )  # fmt: skip
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_items_keep_the_same_identity_on_every_site(catalogue: Catalogue) -> None:
    item = catalogue.by_code["D1.1"]

    assert item.uuid == referential.lasting_uuid(FACTS["framework"]["slug"], "D1.1")


def test_the_tree_is_read_by_position_then_by_natural_order(edition: Edition) -> None:
    draft = Edition(framework=edition.framework, scale=edition.scale, number="2.0.0")
    db.session.add(draft)
    db.session.flush()
    for code in ("D1.10", "D1.2", "D1.1"):
        competency = Competency(framework_id=edition.framework_id, uri=f"urn:{code}")
        db.session.add(competency)
        db.session.flush()
        db.session.add(
            Revision(
                edition_id=draft.id,
                competency_id=competency.id,
                code=code,
                kind=ItemKind.KNOW_HOW,
                title=code,
            )
        )
    db.session.commit()

    codes = list(queries.catalogue_of(draft.id).by_code)

    assert codes == ["D1.1", "D1.2", "D1.10"]


def test_a_draft_is_read_anew_each_time(edition: Edition) -> None:
    draft = a_draft("2.0.0", "D1.1")
    assert list(queries.catalogue_of(draft.id).by_code) == ["D1.1"]

    [revision] = every(select(Revision).where(Revision.edition_id == draft.id))
    revision.code = "D9.9"
    db.session.commit()

    assert list(queries.catalogue_of(draft.id).by_code) == ["D9.9"]


@pytest.mark.parametrize("model", [Revision, LevelDescriptor, ScaleLevel])
def test_nothing_of_a_published_edition_can_change(model: type, catalogue: Catalogue) -> None:
    row = db.session.scalars(select(model).limit(1)).one()
    words = {Revision: "title", LevelDescriptor: "text", ScaleLevel: "label"}[model]

    setattr(row, words, "Autre chose")

    with pytest.raises(EditionIsSealed):
        db.session.flush()


def test_nothing_can_be_added_to_or_taken_from_a_published_edition(
    catalogue: Catalogue,
) -> None:
    item = catalogue.by_code["D1"]
    db.session.add(
        LevelDescriptor(
            edition_id=catalogue.edition_id, competency_id=item.competency_id, value=1, text="…"
        )
    )
    with pytest.raises(EditionIsSealed):
        db.session.flush()
    db.session.rollback()

    db.session.delete(db.session.scalars(select(Revision).limit(1)).one())
    with pytest.raises(EditionIsSealed):
        db.session.flush()


def test_a_published_edition_may_only_be_retired(catalogue: Catalogue) -> None:
    [edition] = every(queries.sealed())
    edition.notice = "Adoptée à l’unanimité."
    with pytest.raises(EditionIsSealed):
        db.session.flush()
    db.session.rollback()

    edition.state = EditionState.RETIRED
    db.session.commit()

    with pytest.raises(queries.NoEdition):
        queries.in_force()


def test_publishing_replaces_the_edition_in_force_and_what_can_be_found(
    catalogue: Catalogue,
) -> None:
    before = catalogue
    draft = a_draft("1.0.0", "D1", "D1.1")

    actions.publish(draft, now())
    db.session.commit()

    assert queries.in_force().number == "1.0.0"
    assert [edition.state for edition in every(queries.sealed())] == [EditionState.PUBLISHED, EditionState.RETIRED]  # fmt: skip
    assert "D1.2" not in [item.code for item in queries.in_force().about("observatoire")]
    found = search.matching("competency", "revu")
    assert found is not None
    assert len(db.session.execute(select(found)).all()) == 2
    assert queries.catalogue_of(before.edition_id).by_code["D1.2"].title == before.by_code["D1.2"].title  # fmt: skip


def test_an_edition_is_published_once(catalogue: Catalogue) -> None:
    [edition] = every(queries.sealed())

    with pytest.raises(NotADraft):
        actions.publish(edition, now())


def test_the_page_of_versions_tells_where_the_text_comes_from(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    page = visitor.open("/referentiel/versions")

    assert "Édition 0.9.0" in page.text("article h2")
    assert "texte de 2017" in page.text("article .prose")
    assert "En vigueur" in page.texts("article .badge")


def test_the_sealed_file_has_the_hash_that_the_page_shows(
    visitor: Visitor, catalogue: Catalogue
) -> None:
    shown = visitor.open("/referentiel/versions").text("code.sha")

    answer = visitor.client.get("/referentiel/versions/0.9.0.json")

    assert hashlib.sha256(answer.data).hexdigest() == shown
    assert json.loads(answer.data)["number"] == "0.9.0"
    visitor.open("/referentiel/versions/3.0.0.json", status=404)


def test_a_site_without_any_edition_says_so(visitor: Visitor) -> None:
    page = visitor.client.get("/referentiel")

    assert page.status_code == 503
    assert "Référentiel absent" in page.text
