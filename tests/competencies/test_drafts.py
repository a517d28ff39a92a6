"""The next edition while it is prepared: it starts from the one in force, and there is one."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    DraftInProgress,
    Edition,
    EditionState,
    ExternalReference,
    LevelDescriptor,
    Relation,
    Revision,
)
from intranet.competencies.queries import Catalogue
from intranet.kit.clock import now
from intranet.kit.db import db
from tests.competencies.factories import the_next


def said(edition_id: int) -> dict[str, object]:
    """What an edition says, but its own number."""
    return {**queries.contents(queries.catalogue_of(edition_id)), "number": None}


def test_a_draft_first_says_all_that_the_edition_in_force_says(catalogue: Catalogue) -> None:
    base = catalogue
    framework = db.session.get_one(Edition, base.edition_id).framework

    draft = actions.open_draft(framework, now())
    db.session.commit()

    assert (draft.state, draft.based_on_id) == (EditionState.DRAFT, base.edition_id)
    assert said(draft.id) == said(base.edition_id)
    assert queries.in_force().edition_id == base.edition_id


def test_a_draft_keeps_the_relations_and_examples_of_the_edition_before(edition: Edition) -> None:
    first = the_next(edition)
    one, two = db.session.scalars(select(Revision).where(Revision.edition_id == first.id).limit(2))
    rome = ExternalReference(scheme="ROME", identifier="K1802", label="Développement local")
    db.session.add(rome)
    db.session.flush()
    db.session.add_all(
        [
            Relation(
                edition_id=first.id,
                kind="precedes",
                origin_id=one.competency_id,
                target_id=two.competency_id,
            ),
            Relation(
                edition_id=first.id,
                kind="exactMatchOf",
                origin_id=two.competency_id,
                external_id=rome.id,
            ),
            LevelDescriptor(
                edition_id=first.id,
                competency_id=two.competency_id,
                value=0,
                text="Ne sait pas.",
                examples="Une note de deux pages.",
            ),
        ]
    )
    actions.publish(first, now())
    second = actions.open_draft(edition.framework, now())
    db.session.commit()

    text = said(second.id)

    assert text == said(first.id)
    assert [each["kind"] for each in text["relations"]] != []
    assert {"0": "Une note de deux pages."} in [each.get("examples") for each in text["items"]]


def test_there_is_one_draft_at_most(edition: Edition) -> None:
    actions.open_draft(edition.framework, now())
    db.session.commit()

    with pytest.raises(DraftInProgress):
        actions.open_draft(edition.framework, now())
    db.session.commit()

    counted = db.session.scalar(select(func.count(Edition.id)))
    assert counted == 2


def test_a_draft_is_copied_in_a_few_statements_whatever_its_size(
    catalogue: Catalogue,
) -> None:
    from tests.sql import counted

    framework = db.session.get_one(Edition, catalogue.edition_id).framework
    with counted() as statements:
        actions.open_draft(framework, now())

    assert len(statements) <= 6
