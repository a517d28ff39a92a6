"""What awaits of seats: those offered for a time, those that wait for an approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intranet.bookings import queries as bookings
from intranet.home.queries.tasks.task import Task, some
from intranet.kit.texts import moment, relative_day
from intranet.members.models import Member


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """Seats offered for a time; requests for a seat that wait for whoever holds the meeting."""
    offered = some(bookings.offers_to_answer(member, at))
    asked = some(bookings.approvals_to_give(member))
    subjects = bookings.subjects_of(row.bookable for row in [*offered, *asked])
    for row in offered:
        whose = "" if row.member_id == member.id else f" à {row.holder_name}"
        label = f"Répondre : une place est proposée{whose} à « {subjects[row.bookable_id].title} »"
        until = row.offered_until or at
        when = f"avant le {moment(until)}"
        yield Task(label, f"/moi/inscriptions/{row.uuid}", row.updated_at, when, "warn")
    for row in asked:
        label = (
            f"Valider l’inscription de {row.holder_name} à « {subjects[row.bookable_id].title} »"
        )
        url = f"/animer/inscriptions/{row.bookable_id}/{row.uuid}"
        yield Task(label, url, row.created_at, relative_day(row.created_at))
