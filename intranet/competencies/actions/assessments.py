"""What members say of their levels is kept: rows are added, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from intranet.competencies import queries
from intranet.competencies.models import Assessment, AssessmentState, ErasedSince
from intranet.kit.db import db
from intranet.members.models import Member


@dataclass(frozen=True)
class Said:
    """What a member says of one item: a level, « sans objet », or that they take their answer back."""

    state: AssessmentState
    level: int | None = None
    offers_help: bool = False


def heed_erasure(member_id: int, known: int) -> None:
    """Before levels are written: the page being sent must know of the last erasure.

    The member’s row is held until the commit, so that erasing comes wholly before or wholly after.
    Raises ErasedSince.
    """
    db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
    if queries.last_erasure_of(member_id) != known:
        raise ErasedSince


def declare(
    member_id: int, competency_id: int, edition_id: int, said: Said, at: datetime
) -> Assessment | None:
    """Add what a member says of their own level; nothing where they said the same already."""
    known = queries.answers_of(member_id, only=competency_id).get(competency_id, queries.NO_ANSWER)
    if (said.state, said.level, said.offers_help) == (known.state, known.level, known.offers_help):
        return None
    added = Assessment(
        member_id=member_id,
        author_id=member_id,
        competency_id=competency_id,
        edition_id=edition_id,
        state=said.state,
        level=said.level,
        offers_help=said.offers_help,
        at=at,
    )
    db.session.add(added)
    return added
