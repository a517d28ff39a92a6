"""What one may aim at: an opening that one may read, with what it asks for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from intranet.competencies.models import RequirementSet
from intranet.members.models import Member
from intranet.openings import queries as openings
from intranet.openings.models import Opening


def opening_aimed_at(opening_id: int, member: Member, at: datetime) -> Select[Opening]:
    """One opening, where this member may read it; its texts are left where they are."""
    return (
        openings.readable_by(member, at)
        .where(Opening.id == opening_id, Opening.requirement_set_id.is_not(None))
        .options(joinedload(Opening.requirement_set).lazyload(RequirementSet.requirements))
    )
