"""Wishing for an exchange, finding circles, answering: a wish is in one circle at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.kit import letters
from intranet.kit.conditional import changed, changed_one
from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.circles import Circle, circles_through, key_of
from intranet.openings.models import (
    TIME_TO_ANSWER,
    Category,
    CircleAlreadyClosed,
    Status,
    SwapCircle,
    SwapPart,
    SwapPlace,
    SwapWish,
)


class HeldByACircle(Exception):
    """The wish is in a circle that awaits answers: it does not change meanwhile."""


class WishChanged(Exception):
    """The wish is not what its page showed any more: reworded or withdrawn, in another tab."""


class _TakenMeanwhile(Exception):
    """Another circle holds one of these wishes, or its author withdrew it."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody wishes."""

    department_code: str
    wanted: Sequence[str]
    job_profile_id: int
    status: Status
    category: Category | None


def wish(member: Member, said: Said, *, seen: str | None = None) -> SwapWish:
    """Enter the search, or say one’s wish otherwise. Raises HeldByACircle, WishChanged.

    `seen` is the version that the page showed, empty where it showed none.
    """
    found, employer = queries.swaps.live_wish_of(member), member.organization_id
    assert employer, "policy.swaps.may_wish"
    if found is None and seen:
        raise WishChanged
    if found is None:
        found = SwapWish(member_id=member.id, is_demo=member.is_demo)
        db.session.add(found)
    elif changed_one(
        update(SwapWish)
        .where(SwapWish.id == found.id, queries.swaps.is_free())
        .values(searched_at=None)
    ):
        db.session.refresh(found)
        if seen not in {None, found.version} and not _says(found, said):  # but for one sent twice
            raise WishChanged(found.id)
    else:
        raise HeldByACircle(found.id)
    found.organization_id = employer  # it may be another than when it was first said
    found.department_code, found.job_profile_id = said.department_code, said.job_profile_id
    found.status, found.category, found.searched_at = said.status, said.category, None
    kept = {place.department_code: place for place in found.places}
    found.places = [
        kept.get(code) or SwapPlace(department_code=code) for code in sorted(set(said.wanted))
    ]
    try:
        db.session.flush()
    except IntegrityError as error:  # two tabs of one person
        raise WishChanged from error
    return found


def _says(found: SwapWish, said: Said) -> bool:
    return said == Said(
        department_code=found.department_code,
        wanted=found.wanted,
        job_profile_id=found.job_profile_id,
        status=found.status,
        category=found.category,
    )


def withdraw(found: SwapWish, at: datetime) -> None:
    """Leave the search; an open circle it is in breaks, and the others are free again."""
    while True:
        circle = db.session.get(SwapCircle, found.circle_id) if found.circle_id else None
        if circle and circle.is_open and _claim(circle, at):
            _break(circle, at, told_to=[part for part in circle.parts if part.wish_id != found.id])
            db.session.refresh(found)
            circle = None
        in_it = SwapWish.circle_id == circle.id if circle else SwapWish.circle_id.is_(None)
        gone = update(SwapWish).where(
            SwapWish.id == found.id, SwapWish.withdrawn_at.is_(None), in_it
        )
        done = changed_one(gone.values(withdrawn_at=at))
        db.session.refresh(found)
        if done or found.withdrawn_at:
            return


def search_for(wish_id: int, at: datetime) -> SwapCircle | None:
    """Look for a circle that this wish may be in, and tell everybody in it."""
    looked_at = update(SwapWish).where(SwapWish.id == wish_id, queries.swaps.is_free())
    if not changed_one(looked_at.values(searched_at=at)):
        return None
    wishes = queries.swaps.wishes_around(db.session.get_one(SwapWish, wish_id))
    first = next((each for each in wishes if each.id == wish_id), None)
    found = list(circles_through(first, wishes)) if first else []
    told = queries.swaps.already_told(found)
    for circle in found:
        if key_of(circle) not in told and (held := _hold(circle, at)):
            return held
    return None


def accept(circle: SwapCircle, member: Member, at: datetime) -> None:
    """Agree. When all have, names are given to all of them. Raises CircleAlreadyClosed."""
    if not _claim(circle, at):
        raise CircleAlreadyClosed(circle.id)
    part = part_of(circle, member)
    part.accepted_at = part.accepted_at or at
    db.session.flush()
    if all(each.accepted_at for each in circle.parts):
        circle.agreed_at = at
        for each in circle.parts:
            _tell("swap_agreed", circle, each)


def decline(circle: SwapCircle, member: Member, at: datetime) -> None:
    """Not this one: everybody is free again, and it is never proposed anew.

    Raises CircleAlreadyClosed.
    """
    if not _claim(circle, at):
        raise CircleAlreadyClosed(circle.id)
    part = part_of(circle, member)
    part.declined_at = at
    _break(circle, at, told_to=[each for each in circle.parts if each.id != part.id])


def expire(at: datetime) -> int:
    """Break what was not answered in time: whoever said nothing leaves the search. For the tick."""
    overdue = every(queries.swaps.overdue(at))
    for circle in overdue:
        if not _claim(circle, at):
            continue
        silent = [part for part in circle.parts if part.accepted_at is None]
        _break(circle, at, told_to=[part for part in circle.parts if part.accepted_at])
        for part in silent:
            changed(
                update(SwapWish)
                .where(SwapWish.id == part.wish_id, SwapWish.withdrawn_at.is_(None))
                .values(withdrawn_at=at)
            )
            _tell("swap_asleep", circle, part)
    return len(overdue)


def withdraw_for_the_departed(at: datetime) -> int:
    """Of those who left the post they would exchange. For the tick."""
    left = every(queries.swaps.left_by_the_departed())
    for found in left:
        withdraw(found, at)
    return len(left)


def part_of(circle: SwapCircle, member: Member) -> SwapPart:
    """The place of a member in a circle they are in."""
    return next(part for part in circle.parts if part.wish.member_id == member.id)


def goes_to(circle: SwapCircle, part: SwapPart) -> SwapWish:
    """The wish whose post this place would take."""
    return circle.parts[(part.place + 1) % len(circle.parts)].wish


def _hold(circle: Circle, at: datetime) -> SwapCircle | None:
    """Take each wish, in the order of their ids, or none; then tell everybody once."""
    try:
        with db.session.begin_nested():
            held = SwapCircle(key=key_of(circle), answer_by=at + TIME_TO_ANSWER)
            db.session.add(held)
            db.session.flush()
            _take_all(circle, held.id, at)
            db.session.add_all(
                SwapPart(circle_id=held.id, wish_id=wish_id, place=place)
                for place, wish_id in enumerate(circle)
            )
            db.session.flush()
    except (_TakenMeanwhile, IntegrityError):
        return None
    whole = queries.swaps.whole_circles().where(SwapCircle.id == held.id)
    found = db.session.scalars(
        whole.execution_options(populate_existing=True)
    ).unique().one()  # fmt: skip
    for part in found.parts:
        _tell("swap_found", found, part)
    return found


def _take_all(circle: Circle, circle_id: int, at: datetime) -> None:
    for wish_id in sorted(circle):
        free = update(SwapWish).where(SwapWish.id == wish_id, queries.swaps.is_free())
        if not changed_one(free.values(circle_id=circle_id, searched_at=at)):
            raise _TakenMeanwhile


def _claim(circle: SwapCircle, at: datetime) -> bool:
    """Take the right to move an open circle: one at a time, each seeing what the one before did."""
    taken = changed_one(
        update(SwapCircle)
        .where(
            SwapCircle.id == circle.id,
            SwapCircle.broken_at.is_(None),
            SwapCircle.agreed_at.is_(None),
        )
        .values(version=SwapCircle.version + 1, updated_at=at)
    )
    whole = queries.swaps.whole_circles().where(SwapCircle.id == circle.id)
    db.session.scalars(whole.execution_options(populate_existing=True)).unique().one()
    return taken


def _break(circle: SwapCircle, at: datetime, *, told_to: Sequence[SwapPart]) -> None:
    circle.broken_at = at
    db.session.flush()
    freed = update(SwapWish).where(SwapWish.circle_id == circle.id)
    changed(freed.values(circle_id=None, searched_at=None))
    for part in told_to:
        _tell("swap_broken", circle, part)


def _tell(template: str, circle: SwapCircle, part: SwapPart) -> None:
    """Before all have accepted, a letter names a département and nothing else."""
    to = part.wish.member
    if to.closed_at is None:
        letters.write(
            f"openings/{template}",
            to.email,
            key=f"swap-circle-{circle.id}-{template}-to-{to.id}",
            name=to.name,
            circle=circle,
            mine=part,
            there=goes_to(circle, part).department,
        )
