"""Proposing a shared post to two recruiters, once; each side answers for itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.competencies.models import Need
from intranet.competencies.queries import requirements_of
from intranet.kit import letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.actions.telling import answerers_of
from intranet.openings.models import (
    NEIGHBOURS_WITHIN,
    Opening,
    PairAlreadyAnswered,
    SharedPost,
)
from intranet.openings.pairing import Required, asks_alike, fit_in_a_week
from intranet.places.queries import Point, distance_km


def propose(at: datetime) -> int:
    """Tell both recruiters of each new pair; how many. For the tick."""
    near = [
        (row, distance)
        for row in queries.shared.neighbours(at)
        if fit_in_a_week(row.work_share, row.other_work_share)
        and (
            distance := distance_km(
                Point(row.latitude, row.longitude), Point(row.other_latitude, row.other_longitude)
            )
        )
        <= NEIGHBOURS_WITHIN
    ]
    sets = {row.requirement_set_id for row, _ in near}
    sets |= {row.other_requirement_set_id for row, _ in near}
    asked = required_in(sets - {None})
    told = 0
    for row, distance in near:
        one = asked.get(row.requirement_set_id, {})
        if asks_alike(one, asked.get(row.other_requirement_set_id, {})):
            told += _propose(row.id, row.other_id, round(distance))
    return told


def required_in(set_ids: set[int]) -> dict[int, Required]:
    """What each set of requirements asks for, but for what is only desired."""
    return {
        set_id: {each.competency_id: each.level for each in found if each.need is Need.REQUIRED}
        for set_id, found in requirements_of(list(set_ids)).items()
    }


def _propose(one_id: int, other_id: int, distance: int) -> bool:
    """Enter the pair and write both letters; nothing if another tick did."""
    pair = SharedPost(one_id=one_id, other_id=other_id, distance_km=distance)
    try:
        with db.session.begin_nested():
            db.session.add(pair)
            db.session.flush()
    except IntegrityError:
        return False
    for mine, theirs in ((pair.one, pair.other), (pair.other, pair.one)):
        _tell("shared_proposed", pair, mine, theirs)
    return True


def side_of(pair: SharedPost, member: Member) -> str | None:
    """« one » or « other »: which of the two employers this member recruits for."""
    if pair.one.organization_id == member.organization_id:
        return "one"
    return "other" if pair.other.organization_id == member.organization_id else None


def answer(pair: SharedPost, member: Member, at: datetime, *, accepts: bool) -> None:
    """Answer for one’s side, once; tell both when it is settled. Raises PairAlreadyAnswered."""
    side = side_of(pair, member)
    said = getattr(SharedPost, f"{side}_accepts")
    taken = (
        update(SharedPost)
        .where(SharedPost.id == pair.id, said.is_(None))
        .values(
            {
                f"{side}_accepts": accepts,
                f"{side}_answered_at": at,
                f"{side}_answered_by_id": member.id,
                "updated_at": at,
            }
        )
    )
    if not changed_one(taken):
        raise PairAlreadyAnswered(pair.id)
    db.session.refresh(pair)
    if pair.is_agreed:
        for mine, theirs in ((pair.one, pair.other), (pair.other, pair.one)):
            _tell("shared_agreed", pair, mine, theirs)
    elif not accepts:
        mine, theirs = (pair.other, pair.one) if side == "one" else (pair.one, pair.other)
        _tell("shared_declined", pair, mine, theirs)


def speaking_for(opening: Opening) -> Sequence[Member]:
    """Who talks of it with the other employer: its owners; once they have left, who recruits there."""
    told = answerers_of(opening)
    return [each for each in told if policy.recruits_for(each, opening.organization_id)]


def _tell(template: str, pair: SharedPost, mine: Opening, theirs: Opening) -> None:
    for to in speaking_for(mine):
        letters.write(
            f"openings/{template}",
            to.email,
            key=f"shared-post-{pair.id}-{template}-to-{to.id}",
            name=to.name,
            pair=pair,
            mine=mine,
            theirs=theirs,
            them=speaking_for(theirs),
        )
