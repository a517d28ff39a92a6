"""Agreeing to be looked for, finding a pair, answering, choosing a half-day: one pair at a time each.

Wishes are taken in the order of their ids, a pair is moved by whoever takes its version first.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from intranet.career import policy, queries
from intranet.career.models import (
    SEARCH_AGAIN_AFTER,
    TIME_TO_ANSWER,
    HalfDay,
    Pair,
    PairAlreadyMoved,
    PairState,
    PairWish,
)
from intranet.career.queries.pairs import Mirror
from intranet.competencies.queries import in_force
from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed, changed_one
from intranet.kit.db import db, every
from intranet.members.models import Member

SOME = 20  # a transaction


class _TakenMeanwhile(Exception):
    """Another pair holds one of the two, or they left the search."""


@dataclass(frozen=True)
class Day:
    """A half-day that one proposes to the other."""

    on: date
    half: HalfDay
    where: str


def wish(member: Member, at: datetime) -> Pair | None:
    """Agree to be looked for; the pair, if somebody is there already."""
    try:
        with db.session.begin_nested():
            db.session.add(PairWish(member_id=member.id, created_at=at))
    except IntegrityError:
        return None  # agreed already, by the same click
    return search_for(member, at)


def leave(member: Member, at: datetime) -> None:
    """No longer be looked for: what is proposed is declined, what is formed ends."""
    wish = queries.pairs.wish_of(member)
    held = wish.pair_id if wish else None
    if held and (pair := whole(held)):
        stop(pair, member, at)
    changed(delete(PairWish).where(PairWish.member_id == member.id))


def search_for(member: Member, at: datetime) -> Pair | None:
    """Look for whose strengths mirror this member’s gaps, and tell both, with no name."""
    looked = update(PairWish).where(PairWish.member_id == member.id, PairWish.pair_id.is_(None))
    if not changed_one(looked.values(searched_at=at)):
        return None
    items = [item.competency_id for item in in_force().assessable]
    found = queries.pairs.mirror_of(member, at, items)
    return _hold(member, found, at) if found else None


def search_due(at: datetime) -> int:
    """For whoever was not looked for lately. For the tick: how many were."""
    due = every(queries.pairs.to_search(at, SEARCH_AGAIN_AFTER).limit(SOME))
    for member in due:
        search_for(member, at)
    return len(due)


def answer(pair: Pair, member: Member, at: datetime, *, accepts: bool) -> None:
    """Once each. Both accept: they read each other’s name. Raises PairAlreadyMoved."""
    _claim(pair, at, PairState.PROPOSED)
    if pair.accepts(member.id) is not None:
        raise PairAlreadyMoved(pair.id)
    setattr(pair, "one_accepts" if member.id == pair.one_id else "other_accepts", accepts)
    if not accepts:
        _break(pair, at)
        _tell("pair_broken", pair, pair.beside(member.id))
    elif pair.one_accepts and pair.other_accepts:
        pair.agreed_at = at
        for to in (pair.one, pair.other):
            _tell("pair_agreed", pair, to)
    db.session.flush()


def propose_day(pair: Pair, member: Member, day: Day, at: datetime, *, version: int) -> None:
    """A half-day, or another instead of the one proposed. Raises PairAlreadyMoved."""
    _claim(pair, at, PairState.AGREED, version=version)
    pair.day_on, pair.day_half, pair.day_where = day.on, day.half, day.where
    pair.day_by_id, pair.day_agreed_at = member.id, None
    db.session.flush()
    _tell("pair_day", pair, pair.beside(member.id))


def agree_to_day(pair: Pair, member: Member, at: datetime, *, version: int) -> None:
    """The day that was read, and no other. Raises PairAlreadyMoved."""
    _claim(pair, at, PairState.AGREED, version=version)
    if not policy.pairs.may_agree_to_the_day(member, pair, in_paris(at).date()):
        raise PairAlreadyMoved(pair.id)
    pair.day_agreed_at = at
    db.session.flush()
    _tell("pair_day_agreed", pair, pair.beside(member.id))


def stop(pair: Pair, member: Member, at: datetime) -> None:
    """Not this one, whatever its state: both are free again. Raises PairAlreadyMoved."""
    if pair.state is PairState.PROPOSED:
        _claim(pair, at, PairState.PROPOSED)
        _break(pair, at)
        _tell("pair_broken", pair, pair.beside(member.id))
    else:
        _claim(pair, at, PairState.AGREED)
        pair.ended_at = at
        _free(pair)
        _tell("pair_ended", pair, pair.beside(member.id))
    db.session.flush()


def expire(at: datetime) -> int:
    """Break what was not answered in time: whoever said nothing leaves the search. For the tick."""
    late = every(queries.pairs.overdue(at).limit(SOME))
    for pair in late:
        with suppress(PairAlreadyMoved), db.session.begin_nested():  # answered at this moment
            _fall_asleep(pair, at)
    return len(late)


def _fall_asleep(pair: Pair, at: datetime) -> None:
    _claim(pair, at, PairState.PROPOSED)
    _break(pair, at)
    for to in (pair.one, pair.other):
        if pair.accepts(to.id) is None:
            changed(delete(PairWish).where(PairWish.member_id == to.id))
            _tell("pair_asleep", pair, to)
        else:
            _tell("pair_broken", pair, to)


def whole(pair_id: int) -> Pair | None:
    """As it is now, with both people."""
    query = queries.pairs.pairs().where(Pair.id == pair_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _hold(member: Member, found: Mirror, at: datetime) -> Pair | None:
    """Take both wishes or neither, then tell both."""
    one_id, other_id = sorted((member.id, found.member_id))
    mine_first = one_id == member.id
    pair = Pair(
        one_id=one_id,
        other_id=other_id,
        one_gives_id=found.gives if mine_first else found.takes,
        other_gives_id=found.takes if mine_first else found.gives,
        distance_km=found.distance,
        answer_by=at + TIME_TO_ANSWER,
        created_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(pair)
            db.session.flush()
            _take_both(pair, at)
    except (_TakenMeanwhile, IntegrityError):
        return None
    for to in (pair.one, pair.other):
        _tell("pair_proposed", pair, to)
    return pair


def _take_both(pair: Pair, at: datetime) -> None:
    for member_id in (pair.one_id, pair.other_id):
        free = update(PairWish).where(PairWish.member_id == member_id, PairWish.pair_id.is_(None))
        if not changed_one(free.values(pair_id=pair.id, searched_at=at)):
            raise _TakenMeanwhile


def _claim(pair: Pair, at: datetime, state: PairState, *, version: int | None = None) -> None:
    """Take the right to move it, as it stands in this state; then read what the one before did."""
    agreed = Pair.agreed_at.is_(None) if state is PairState.PROPOSED else Pair.agreed_at.is_not(None)  # fmt: skip
    standing = [Pair.id == pair.id, Pair.broken_at.is_(None), Pair.ended_at.is_(None), agreed]
    if version is not None:
        standing.append(Pair.version == version)
    taken = update(Pair).where(*standing).values(version=Pair.version + 1, updated_at=at)
    if not changed_one(taken):
        raise PairAlreadyMoved(pair.id)
    db.session.refresh(pair)


def _break(pair: Pair, at: datetime) -> None:
    pair.broken_at = at
    _free(pair)


def _free(pair: Pair) -> None:
    db.session.flush()
    changed(update(PairWish).where(PairWish.pair_id == pair.id).values(pair_id=None))


def _tell(template: str, pair: Pair, to: Member) -> None:
    """Before both have accepted, a letter says what each would pass on, and no name."""
    if to.closed_at is not None:
        return
    catalogue = in_force()
    letters.write(
        f"career/{template}",
        to.email,
        key=f"pair-{pair.id}-{template}-{pair.version}-to-{to.id}",
        name=to.name,
        pair=pair,
        beside=pair.beside(to.id) if pair.agreed_at else None,
        given=catalogue.title_of(pair.given_by(to.id)),
        received=catalogue.title_of(pair.received_by(to.id)),
    )
