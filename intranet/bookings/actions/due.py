"""What the clock does to seats: a minimum watched and reached, needs forgotten, lines that move on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select

from intranet.bookings import queries
from intranet.bookings.actions.lifecycle import will_be_held
from intranet.bookings.actions.telling import ask_manager_again
from intranet.bookings.models import (
    CALLED_OFF,
    NEEDS_KEPT,
    Bookable,
    Lifecycle,
    Registration,
    Subject,
)
from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.db import db, every

WARNED_BEFORE = timedelta(days=14)
MANAGER_WAITED_FOR = timedelta(days=7)  # without an answer, they are asked again, once
IN_HASTE = timedelta(days=2)  # where it begins within those days


def to_settle(at: datetime) -> list[int]:
    """The meetings whose seats may move, each to be settled apart.

    An offer lapsed there, somebody waits, or somebody who waits elsewhere would come.
    """
    lapsed = db.session.scalars(queries.lapsed_offers(at)).all()
    with_line = select(Bookable).where(
        Bookable.id.in_(queries.with_line()), Bookable.kind.in_(queries.kinds_held())
    )
    bookables = {bookable.id: bookable for bookable in db.session.scalars(with_line)}
    subjects = queries.subjects_of(bookables.values()).values()
    coming = {each.bookable_id for each in subjects if each.starts_at and each.starts_at > at}
    would_do = {
        other
        for bookable_id in coming & set(db.session.scalars(queries.with_line(elsewhere=True)))
        for other in queries.holder_of(bookables[bookable_id]).alike(bookable_id, at)
    }
    return sorted({*lapsed, *coming, *would_do})


def needs_outlived(at: datetime) -> Sequence[Registration]:
    """Those who said what they needed, and whose meeting has been over for long enough."""
    written = select(Registration.bookable_id).where(Registration.needs != "").distinct()
    bookables = db.session.scalars(select(Bookable).where(Bookable.id.in_(written))).all()
    over = [
        subject.bookable_id
        for subject in queries.subjects_of(bookables).values()
        if subject.ends_at is not None
        and subject.postponed_at is None
        and subject.ends_at + NEEDS_KEPT <= at
    ]
    theirs = select(Registration).where(
        Registration.bookable_id.in_(over), Registration.needs != ""
    )
    return db.session.scalars(theirs).all() if over else []


def forget_needs(at: datetime) -> int:
    """Wipe what somebody needed; how many. That there was a need stays."""
    rows = needs_outlived(at)
    for row in rows:
        row.needs = ""
    return len(rows)


def warn_of_minimum(at: datetime) -> int:
    """Two weeks before, whoever holds it is told that too few people come; how many meetings."""
    short = 0
    for bookable, subject, confirmed in _with_minimum(at):
        least = bookable.min_participants or 0
        starts_at = subject.starts_at
        if starts_at and at < starts_at <= at + WARNED_BEFORE and confirmed < least:
            key = f"minimum-{bookable.id}-{in_paris(starts_at).date()}"
            said: dict[str, Any] = {"subject": subject, "confirmed": confirmed, "least": least}
            path = f"/animer/inscriptions/{bookable.id}"
            told = [
                letters.write(
                    "bookings/too_few", address, key=f"{key}-{address}", path=path, **said
                )
                for address in subject.told
            ]
            short += any(told)
    return short


def remind_managers_due(at: datetime) -> int:
    """Ask again, once, a manager who did not answer, while it is of use; how many. For `tick`."""
    found = every(queries.awaiting_managers(at - 2 * MANAGER_WAITED_FOR, at - IN_HASTE))
    subjects = queries.subjects_of(row.bookable for row in found)
    asked_at_once = groupby(found, key=lambda row: (row.group_id, None if row.group_id else row.id))
    reminded = 0
    for unit in (list(rows) for _, rows in asked_at_once):
        subject, asked_at = subjects[unit[0].bookable_id], unit[0].asked_manager_at
        begins_soon = subject.starts_at and subject.starts_at <= at + MANAGER_WAITED_FOR
        waited = begins_soon or (asked_at and asked_at <= at - MANAGER_WAITED_FOR)
        if waited and not (subject.is_withdrawn or subject.has_begun(at)):
            reminded += ask_manager_again(subject, unit)
    return reminded


def confirm_those_with_enough(at: datetime) -> int:
    """Where it was chosen: enough people come, so it will be held, and all are told; how many."""
    sure = 0
    for bookable, subject, confirmed in _with_minimum(at):
        least = bookable.min_participants or 0
        coming = subject.starts_at is not None and at < subject.starts_at
        if bookable.confirms_itself and coming and confirmed >= least:
            sure += will_be_held(bookable, subject, at)
    return sure


def _with_minimum(at: datetime) -> Sequence[tuple[Bookable, Subject, int]]:
    """The meetings that need so many people and are still to come, with how many have a seat."""
    query = select(Bookable).where(
        Bookable.min_participants.is_not(None),
        Bookable.lifecycle.not_in({*CALLED_OFF, Lifecycle.COMPLETED}),
        Bookable.kind.in_(queries.kinds_held()),
    )
    bookables = db.session.scalars(query.order_by(Bookable.id)).all()
    subjects = queries.subjects_of(bookables)
    counts = queries.confirmed_of([bookable.id for bookable in bookables])
    return [
        (bookable, subjects[bookable.id], counts.get(bookable.id, 0))
        for bookable in bookables
        if (start := subjects[bookable.id].starts_at) and start > at
    ]
