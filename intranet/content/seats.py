"""What makes the demonstration runs live: their half-days, their rules, who registered, who certifies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from intranet.bookings import actions as seats
from intranet.bookings.models import Approval, Slot, WaitlistMode
from intranet.content.people import find
from intranet.courses.models import CourseRun, QualityCertificate
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member, MemberRole, Role
from intranet.organizations.models import Organization

HALF_DAYS = ((time(9), time(12, 30)), (time(14), time(17, 30)))
IN_A_ROW = (
    5  # days; a longer run meets on its first and last day, or each week where its fact says so
)


def liven(run: CourseRun, fact: Mapping[str, Any]) -> None:
    """Its half-days and rules as the fact tells them; then those who register, in that order."""
    bookable = run.bookable
    bookable.waitlist_mode = WaitlistMode(fact.get("waitlist", WaitlistMode.AUTO))
    bookable.approval = Approval(fact.get("approval", Approval.NONE))
    for number, (starts, ends) in enumerate(half_days(run, fact), start=1):
        bookable.slots.append(Slot(starts_local=starts, ends_local=ends, half_day_number=number))
    db.session.flush()
    for login in fact.get("who", ()):
        if member := find(login):
            asked = seats.Asked(manager_name="Direction", manager_email="direction@demo.example")
            seats.register(run.bookable_id, member, asked, now(), by=member)


def half_days(run: CourseRun, fact: Mapping[str, Any]) -> list[tuple[datetime, datetime]]:
    """At the hours of the place, as many hours as its course announces.

    Morning and afternoon, but `weekly_until` makes one morning a week of them, and `last_day_until`
    ends its last day with the morning.
    """
    if run.starts_on is None or run.ends_on is None:
        return []
    length, weekly = (run.ends_on - run.starts_on).days + 1, fact.get("weekly_until")
    days: list[date] = [run.starts_on + timedelta(days=each) for each in range(length)]
    if weekly:
        days = days[::7]
    elif length > IN_A_ROW:
        days = [run.starts_on, run.ends_on]
    mornings = dict.fromkeys(days, weekly) | {run.ends_on: weekly or fact.get("last_day_until")}
    return [
        (datetime.combine(on, begins), datetime.combine(on, ends))
        for on, until in mornings.items()
        if on.weekday() < 5
        for begins, ends in ([(time(9), time.fromisoformat(until))] if until else HALF_DAYS)
    ]


def certify(fact: Mapping[str, Any]) -> None:
    """A certificate of a demonstration provider, read by the demonstration animator."""
    named = select(Organization).where(Organization.slug == fact["provider"])
    provider = db.session.scalars(named).first()
    animator = db.session.scalars(
        select(Member)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(Member.is_demo, MemberRole.role == Role.ANIMATOR)
        .limit(1)
    ).first()
    if provider is None or animator is None:
        return
    known = select(QualityCertificate.id).where(QualityCertificate.organization_id == provider.id)
    if db.session.scalar(known.limit(1)) is not None:
        return
    db.session.add(
        QualityCertificate(
            organization=provider,
            certifier=fact["certifier"],
            number=fact["number"],
            valid_from=today() - timedelta(days=fact["began_days_ago"]),
            valid_until=today() + timedelta(days=fact["ends_in_days"]),
            verified_by=animator,
            verified_at=now(),
        )
    )
