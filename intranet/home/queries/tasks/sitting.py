"""What awaits of seats: those offered for a time, those that wait for an approval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from intranet.bookings import queries as bookings
from intranet.bookings.models import Registration
from intranet.home.queries.tasks.task import Kind, Task
from intranet.kit.texts import after, moment, relative_day
from intranet.members.models import Member


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """Seats offered for a time; requests for a seat that wait for whoever holds the meeting."""

    def offered(found: Sequence[Registration], at: datetime) -> Iterator[Task]:
        subjects = bookings.subjects_of(row.bookable for row in found)
        for row in found:
            whose = "" if row.member_id == member.id else f" à {row.holder_name}"
            subject = subjects[row.bookable_id]
            label = f"Répondre : une place est proposée{whose} à « {subject.title} »"
            until = row.offered_until or at
            when = f"avant le {moment(until)}"
            yield Task(label, f"/moi/inscriptions/{row.uuid}", row.updated_at, when, "warn")

    yield Kind(bookings.offers_to_answer(member, at), offered)
    yield Kind(bookings.approvals_to_give(member, at), _approvals)


def _approvals(found: Sequence[Registration], at: datetime) -> Iterator[Task]:
    """Once the meeting has begun, nothing is awaited any more."""
    subjects = bookings.subjects_of(row.bookable for row in found)
    for row in found:
        subject = subjects[row.bookable_id]
        if subject.has_begun(at):
            continue
        label = f"Valider l’inscription {after(row.holder_name, 'de')} à « {subject.title} »"
        url = f"/animer/inscriptions/{row.bookable_id}/{row.uuid}"
        yield Task(label, url, row.created_at, relative_day(row.created_at))
