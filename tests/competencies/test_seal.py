"""What a published edition says never changes, whoever asks: not even the database lets it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from intranet.competencies import actions
from intranet.competencies.models import (
    Competency,
    Edition,
    EditionState,
    ExternalReference,
    Framework,
    LevelDescriptor,
    Relation,
    Revision,
    Scale,
    ScaleLevel,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from tests.competencies.factories import the_next

SAID = (Revision, LevelDescriptor, Relation, ScaleLevel)
OTHER_WORDS = {Revision: "title", LevelDescriptor: "text", Relation: "notes", ScaleLevel: "label"}
FIXED = [column.key for column in inspect(Edition).columns if column.key not in {"state", "updated_at"}]  # fmt: skip
EVERY_TRIGGER = {
    *(f"{model.__tablename__}_sealed_{moment}" for model in (*SAID, Edition) for moment in ("insert", "update", "delete")),
    *(f"{model.__tablename__}_sealed_update" for model in (Framework, Competency, ExternalReference)),
}  # fmt: skip


@pytest.fixture(params=["published", "retired"])
def sealed(request: pytest.FixtureRequest, edition: Edition) -> Edition:
    """An edition that holds one row of each sort, in force or replaced since."""
    made = the_next(edition)
    one, two = db.session.scalars(select(Revision).where(Revision.edition_id == made.id).limit(2))
    rome = ExternalReference(scheme="ROME", identifier="K1802", label="Développement local")
    db.session.add(rome)
    db.session.flush()
    db.session.add_all(
        [
            Relation(edition_id=made.id, kind="precedes", origin_id=one.competency_id, target_id=two.competency_id),
            Relation(edition_id=made.id, kind="exactMatchOf", origin_id=one.competency_id, external_id=rome.id),
            LevelDescriptor(edition_id=made.id, competency_id=one.competency_id, value=0, text="Ne sait pas."),
        ]
    )  # fmt: skip
    actions.publish(made, now())
    if request.param == "retired":
        after = actions.open_draft(edition.framework, now())
        db.session.execute(
            update(Revision)
            .where(Revision.edition_id == after.id, Revision.code == "D1.1")
            .values(statement="Dit autrement.")
        )
        actions.publish(after, now())
    db.session.commit()
    db.session.refresh(made)
    assert made.state == request.param
    return made


def refused(statement: Any) -> None:
    with pytest.raises(IntegrityError, match="sealed"), db.session.begin_nested():
        db.session.execute(statement)


def rows_of(model: Any, edition: Edition) -> Any:
    if model is ScaleLevel:
        return ScaleLevel.scale_id == edition.scale_id
    return model.edition_id == edition.id


@pytest.mark.parametrize("model", SAID)
def test_no_statement_rewords_or_erases_what_it_says(model: Any, sealed: Edition) -> None:
    refused(update(model).where(rows_of(model, sealed)).values({OTHER_WORDS[model]: "Autre"}))
    refused(delete(model).where(rows_of(model, sealed)))


def test_no_statement_adds_to_what_it_says(sealed: Edition) -> None:
    someone = db.session.scalars(select(Competency.id)).first()
    words: dict[Any, dict[str, Any]] = {
        Revision: {"competency_id": someone, "kind": "know_how", "title": "En plus", "code": "Z9"},
        LevelDescriptor: {"competency_id": someone, "value": 3, "text": "En plus"},
        Relation: {"kind": "exemplar", "origin_id": someone, "target_id": someone + 1},
    }
    for model, values in words.items():
        refused(insert(model).values(edition_id=sealed.id, **values))
    refused(delete(ScaleLevel).where(ScaleLevel.scale_id == sealed.scale_id, ScaleLevel.value == 4))
    refused(update(ScaleLevel).where(ScaleLevel.value == 4).values(value=4, label="Maître"))


def test_no_row_of_a_draft_slips_into_it(sealed: Edition) -> None:
    draft = actions.open_draft(sealed.framework, now())
    new = Competency(framework_id=sealed.framework_id, uri="urn:nouveau")
    db.session.add(new)
    db.session.flush()
    values = {"edition_id": draft.id, "competency_id": new.id, "kind": "know_how", "title": "Neuf"}
    db.session.execute(insert(Revision).values(values))

    refused(
        update(Revision).where(Revision.competency_id == new.id).values(edition_id=sealed.id)
    )  # fmt: skip
    refused(update(Revision).where(rows_of(Revision, sealed)).values(edition_id=draft.id))


@pytest.mark.parametrize("column", FIXED)
def test_no_column_of_it_changes(column: str, sealed: Edition) -> None:
    other = Scale(title="Une autre échelle")
    db.session.add(other)
    db.session.flush()
    before = getattr(sealed, column)
    after = {"id": 9999, "scale_id": other.id, "based_on_id": None, "source_extras": {"x": 1}}.get(
        column, now() if column.endswith("_at") else "autre"
    )
    if column == "framework_id":
        framework = Framework(slug="autre", title="Autre", creator="Autre")
        db.session.add(framework)
        db.session.flush()
        after = framework.id
    assert before != after

    refused(update(Edition).where(Edition.id == sealed.id).values({column: after}))


def test_its_state_only_goes_from_published_to_retired(sealed: Edition) -> None:
    if sealed.state is EditionState.RETIRED:
        other = db.session.scalars(select(Edition).where(Edition.state == "published")).one()
        db.session.execute(
            update(Edition).where(Edition.id == other.id).values(state=EditionState.RETIRED)
        )
        refused(update(Edition).where(Edition.id == sealed.id).values(state=EditionState.PUBLISHED))
    refused(update(Edition).where(Edition.id == sealed.id).values(state=EditionState.DRAFT))
    refused(delete(Edition).where(Edition.id == sealed.id))


def test_what_its_hash_reads_elsewhere_stays_too(sealed: Edition) -> None:
    refused(update(Framework).values(title="Un autre nom"))
    refused(update(Competency).values(uri="urn:autre"))
    refused(update(ExternalReference).values(identifier="K1803"))

    db.session.execute(update(Framework).values(publisher="Passerelles"))
    db.session.execute(update(ExternalReference).values(is_obsolete=True))
    db.session.execute(update(Competency).values(retired_in_id=sealed.id))


def test_replacing_a_row_is_no_way_round(sealed: Edition) -> None:
    row = db.session.scalars(select(Revision.id).where(Revision.edition_id == sealed.id)).first()
    draft = actions.open_draft(sealed.framework, now())
    if db.engine.dialect.name == "postgresql":
        for table in ("revision", "level_descriptor", "relation", "scale_level", "edition"):
            refused(text(f"TRUNCATE {table} CASCADE"))
        return
    mine = db.session.scalars(select(Revision.id).where(Revision.edition_id == draft.id)).first()
    refused(text("UPDATE OR REPLACE revision SET id = :kept WHERE id = :mine").bindparams(kept=row, mine=mine))  # fmt: skip
    refused(text("UPDATE OR REPLACE edition SET number = :number WHERE id = :draft").bindparams(number=sealed.number, draft=draft.id))  # fmt: skip
    if sealed.state is EditionState.PUBLISHED:
        sealing = "UPDATE OR REPLACE edition SET state = 'published', sha256 = 'x', published_at = created_at WHERE id = :draft"
        refused(text(sealing).bindparams(draft=draft.id))


def test_a_draft_is_reworded_and_erased_freely(edition: Edition) -> None:
    draft = actions.open_draft(edition.framework, now())
    db.session.execute(
        update(Revision).where(Revision.edition_id == draft.id).values(notes="À relire.")
    )
    db.session.execute(delete(Revision).where(Revision.edition_id == draft.id))
    db.session.execute(delete(Edition).where(Edition.id == draft.id))
    db.session.commit()


def test_the_triggers_are_there_after_all_migrations(edition: Edition) -> None:
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        found = set(db.session.scalars(text(query)))
        assert found >= EVERY_TRIGGER, EVERY_TRIGGER - found
        return
    tables = set(
        db.session.scalars(
            text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_sealed'")
        )
    )
    sealed_here = {name.partition("_sealed")[0] for name in EVERY_TRIGGER}
    assert tables == sealed_here | {"certificate"}  # documents issued are sealed too
