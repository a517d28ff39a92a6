"""A word that changes with what the list of sheets says, so that what was counted may be kept meanwhile."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Connection, String, UpdateBase, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from intranet.competencies.models import CompetencyLink
from intranet.kit.db import Model
from intranet.organizations.models import Organization
from intranet.practices.models.practices import Practice
from intranet.practices.models.reuse import Replication

# What lists filter, count and sort by: drafts are saved often, and change none of it.
LISTED = frozenset(
    {
        "archived_on", "cost_band", "department_code", "described_id", "evidence", "has_documents",
        "kind", "merged_into_id", "owner_id", "published_at", "published_version_id", "size_band",
        "verified_on", "verify_on", "withdrawn_on",
    }
)  # fmt: skip


class SheetStamp(Model):
    """A word that changes with every change of what is listed: counts made under it still hold."""

    __tablename__ = "sheet_stamp"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(String(36))


def stamp_sheets(connection: Connection) -> None:
    """In the transaction of the change: whoever reads the new word reads the change too."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    word = str(uuid4())
    written = dialect.insert(SheetStamp).values(id=1, word=word)
    connection.execute(written.on_conflict_do_update(index_elements=["id"], set_={"word": word}))


@event.listens_for(Session, "do_orm_execute")
def _stamp_with_statement(state: ORMExecuteState) -> None:
    """Decisions change a sheet by one conditional UPDATE, which no object knows of."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    mapper = state.bind_mapper
    if mapper is None or mapper.class_ not in {Practice, Replication}:
        return
    if mapper.class_ is Replication or _changes_the_list(state):
        stamp_sheets(state.session.connection())


def _changes_the_list(state: ORMExecuteState) -> bool:
    """Whether an UPDATE of sheets writes what is listed; a new sheet is a draft, and is not."""
    if state.is_insert:
        return False
    assert isinstance(state.statement, UpdateBase)
    rows = state.parameters
    return bool(rows) or bool(set(state.statement.compile().params) & LISTED)


@event.listens_for(Practice, "after_update")
def _stamp_with(_mapper: object, connection: Connection, practice: Practice) -> None:
    said = inspect(practice).attrs
    if any(said[name].history.has_changes() for name in LISTED):
        stamp_sheets(connection)


@event.listens_for(Replication, "after_insert")
@event.listens_for(Replication, "after_update")
@event.listens_for(Replication, "after_delete")
def _stamp_with_reuse(_mapper: object, connection: Connection, _changed: object) -> None:
    stamp_sheets(connection)


@event.listens_for(CompetencyLink, "after_insert")
@event.listens_for(CompetencyLink, "after_update")
def _stamp_with_link(_mapper: object, connection: Connection, link: CompetencyLink) -> None:
    if link.subject_type == "practice":
        stamp_sheets(connection)


@event.listens_for(Organization, "after_update")
def _stamp_with_size(_mapper: object, connection: Connection, owner: Organization) -> None:
    said = inspect(owner).attrs
    if any(said[name].history.has_changes() for name in ("population", "member_count")):
        stamp_sheets(connection)
