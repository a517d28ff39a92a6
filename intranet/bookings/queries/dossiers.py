"""The dossier of a meeting: what is to be done and when, what was said to go wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from intranet.bookings.models import (
    AWAITED,
    Bookable,
    ChecklistItem,
    ChecklistLine,
    Difficulty,
    Indicator,
    Lifecycle,
    Subject,
)
from intranet.bookings.queries.subjects import subjects_of
from intranet.kit.db import db, every


@dataclass(frozen=True)
class Due:
    """One thing to do, with its day where the meeting has days."""

    item: ChecklistItem
    on: date | None


def dossier_of(bookable: Bookable, subject: Subject) -> list[Due]:
    """In the order of days."""
    query = (
        select(ChecklistItem)
        .where(ChecklistItem.bookable_id == bookable.id)
        .options(joinedload(ChecklistItem.done_by), joinedload(ChecklistItem.evidence))
        .order_by(ChecklistItem.position, ChecklistItem.id)
    )
    found = [Due(item, due_on(item, subject, bookable.tz)) for item in every(query)]
    return sorted(found, key=lambda due: due.on or date.max)


def due_on(item: ChecklistItem, subject: Subject, tz: str) -> date | None:
    """Its day, counted from the first one of the meeting, or from the last."""
    if subject.starts_at is None or subject.ends_at is None:
        return None
    last = subject.ends_at - timedelta(seconds=1)  # the end is the first instant after it
    from_day = (last if item.is_after_end else subject.starts_at).astimezone(ZoneInfo(tz)).date()
    return from_day + timedelta(days=item.offset_days)


def item_of(bookable_id: int, item_id: int) -> Select[ChecklistItem]:
    return (
        select(ChecklistItem)
        .where(ChecklistItem.id == item_id, ChecklistItem.bookable_id == bookable_id)
        .options(joinedload(ChecklistItem.evidence))
    )


def template_of(organization_id: int | None) -> Sequence[ChecklistLine]:
    """The model of an organization; that of everybody where it has none."""
    lines = every(
        select(ChecklistLine)
        .where(
            or_(
                ChecklistLine.organization_id == organization_id,
                ChecklistLine.organization_id.is_(None),
            )
        )
        .order_by(ChecklistLine.position, ChecklistLine.id)
    )
    own = [line for line in lines if line.organization_id is not None]
    return own or lines


def indicators_on(on: date) -> dict[int, Indicator]:
    """The indicators in force on a day, by number."""
    query = select(Indicator).where(
        Indicator.in_force_from <= on,
        or_(Indicator.in_force_until.is_(None), Indicator.in_force_until >= on),
    )
    return {one.number: one for one in every(query.order_by(Indicator.in_force_from))}


def without_dossier(ids: Collection[int]) -> frozenset[int]:
    """Those of these meetings that have nothing to do written."""
    has = select(ChecklistItem.bookable_id).where(ChecklistItem.bookable_id.in_(ids)).distinct()
    return frozenset(ids) - frozenset(db.session.scalars(has))


def undone_by(held: Collection[Select[int]]) -> Select[ChecklistItem]:
    """What is left to do of the meetings that somebody holds, the last dossiers first: what nobody
    ever ticked off hides nothing newer.
    """
    return (
        select(ChecklistItem)
        .join(ChecklistItem.bookable)
        .where(
            ChecklistItem.done_at.is_(None),
            Bookable.lifecycle.in_((*AWAITED, Lifecycle.COMPLETED)),
            or_(*(ChecklistItem.bookable_id.in_(ids) for ids in held)),
        )
        .options(joinedload(ChecklistItem.bookable))
        .order_by(ChecklistItem.id.desc())
    )


def due_soon(
    undone: Select[ChecklistItem], at: datetime, within: timedelta
) -> list[tuple[Due, Subject]]:
    """What is due soon of that, or late, the most urgent first."""
    items = every(undone.limit(300))
    subjects = subjects_of({item.bookable for item in items})
    found = []
    for item in items:
        subject = subjects[item.bookable_id]
        on = due_on(item, subject, item.bookable.tz)
        if on and on <= (at + within).astimezone(ZoneInfo(item.bookable.tz)).date():
            found.append((Due(item, on), subject))
    return sorted(found, key=lambda pair: pair[0].on or date.max)


def difficulties_of(bookable_id: int) -> Select[Difficulty]:
    """What was said to go wrong, the latest first."""
    return (
        select(Difficulty)
        .where(Difficulty.bookable_id == bookable_id)
        .options(joinedload(Difficulty.author), joinedload(Difficulty.answered_by))
        .order_by(Difficulty.id.desc())
    )


def unanswered_by(held: Collection[Select[int]]) -> Select[Difficulty]:
    """What waits for an answer of whoever holds the meeting."""
    return (
        select(Difficulty)
        .where(
            Difficulty.answered_at.is_(None),
            or_(*(Difficulty.bookable_id.in_(ids) for ids in held)),
        )
        .options(joinedload(Difficulty.bookable))
        .order_by(Difficulty.id)
    )


def difficulties_counted(bookable_ids: Select[int]) -> tuple[int, int, int]:
    """How many were told, how many answered, how many changed something."""
    row = db.session.execute(
        select(
            func.count(),
            func.count(Difficulty.answered_at),
            func.count().filter(Difficulty.improvement != ""),
        ).where(Difficulty.bookable_id.in_(bookable_ids))
    ).one()
    return row[0], row[1], row[2]
