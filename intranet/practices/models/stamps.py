"""A word that changes with what the list of sheets says, so that what was counted may be kept meanwhile."""

from __future__ import annotations

from sqlalchemy import UpdateBase, event, inspect

from intranet.competencies.models import CompetencyLink
from intranet.kit.db import Model
from intranet.kit.stamps import Stamp
from intranet.kit.statements import heeds
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


class SheetStamp(Stamp, Model):
    """A word that changes with every change of what is listed: counts made under it still hold."""

    __tablename__ = "sheet_stamp"


@heeds(Practice)
def _stamp_with_decision(changing: UpdateBase, rows: object) -> None:
    """Decisions change a sheet by one conditional UPDATE; a new sheet is a draft, and is not listed."""
    writes_what_is_listed = rows or set(changing.compile().params) & LISTED
    if writes_what_is_listed and not changing.is_insert:
        SheetStamp.change()


@heeds(Replication)
def _stamp_with_statement(_changing: UpdateBase, _rows: object) -> None:
    SheetStamp.change()


@event.listens_for(Practice, "after_update")
def _stamp_with(_mapper: object, _connection: object, practice: Practice) -> None:
    said = inspect(practice).attrs
    if any(said[name].history.has_changes() for name in LISTED):
        SheetStamp.change()


@event.listens_for(Replication, "after_insert")
@event.listens_for(Replication, "after_update")
@event.listens_for(Replication, "after_delete")
def _stamp_with_reuse(_mapper: object, _connection: object, _changed: object) -> None:
    SheetStamp.change()


@event.listens_for(CompetencyLink, "after_insert")
@event.listens_for(CompetencyLink, "after_update")
def _stamp_with_link(_mapper: object, _connection: object, link: CompetencyLink) -> None:
    if link.subject_type == "practice":
        SheetStamp.change()


@event.listens_for(Organization, "after_update")
def _stamp_with_size(_mapper: object, _connection: object, owner: Organization) -> None:
    said = inspect(owner).attrs
    if any(said[name].history.has_changes() for name in ("population", "member_count")):
        SheetStamp.change()
