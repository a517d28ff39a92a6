"""What awaits of the agenda and of the Tour: meetings to publish, sheets that a stage expects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intranet.events import queries as events
from intranet.home.queries.moving import Awaiting
from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.kit.texts import day
from intranet.members.models import Member
from intranet.tour import queries as tour

MOST = 12


def awaiting(member: Member, at: datetime) -> Iterator[Awaiting]:
    """The most urgent sheets first; then, for animators, what is proposed to the agenda."""
    on = in_paris(at).date()
    for noted in every(tour.still_to_write(member).limit(MOST)):
        assert noted.practice
        late = noted.due_on is not None and noted.due_on < on
        yield Awaiting(
            f"Écrire la fiche « {noted.practice.title} », notée au Tour",
            f"/pratiques/{noted.practice.slug}/modifier",
            noted.created_at,
            f"avant le {day(noted.due_on)}" if noted.due_on else None,
            "bad" if late else None,
        )
    if member.is_animator:
        for event in every(events.awaiting(member).limit(MOST)):
            label = f"Publier ou refuser la rencontre « {event.title} »"
            yield Awaiting(label, event.address, event.submitted_at or event.created_at)
