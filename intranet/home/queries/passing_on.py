"""What awaits a member of those they accompany, of who accompanies them, and of their pair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intranet.career import queries
from intranet.home.queries.moving import MOST, Awaiting
from intranet.kit.db import every
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member


def awaiting(member: Member, at: datetime) -> Iterator[Awaiting]:
    """Requests to answer, and what to tell of what ended."""
    for each in every(queries.mentoring.awaiting(member).limit(2 * MOST)):
        if each.mentor_id == member.id:
            label = f"Répondre à {each.mentee.name}, qui vous demande de l’accompagner"
            since = each.created_at
            yield Awaiting(label, each.address, since, relative_day(since), "warn")
        else:
            label = f"Dire ce que l’accompagnement de {each.mentor.name} vous a apporté"
            yield Awaiting(label, f"{each.address}/bilan", each.decided_at or at)
    for pair in every(queries.pairs.awaiting(member).limit(MOST)):
        label = f"Répondre à {pair.beside(member.id).name} : une demi-journée est proposée"
        until = None
        if not pair.agreed_at:  # then no name is told
            label = "Répondre : un binôme vous est proposé"
            until = f"avant le {day(pair.answer_by)}"
        yield Awaiting(label, pair.address, pair.updated_at, until, "warn")
