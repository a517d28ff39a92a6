"""What awaits a member of those they accompany, of who accompanies them, and of their pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select

from intranet.career import queries
from intranet.career.models import Mentoring, Pair
from intranet.home.queries.tasks.task import MOST, Kind, Task
from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.kit.texts import after, day, relative_day
from intranet.members.models import Member


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """Requests to answer, and what to tell of what ended."""

    def mentorings(found: Sequence[Mentoring], at: datetime) -> Iterator[Task]:
        for each in found:
            if each.mentor_id == member.id:
                label = f"Répondre à {each.mentee.name}, qui vous demande de l’accompagner"
                since = each.created_at
                yield Task(label, each.address, since, relative_day(since), "warn")
            else:
                label = (
                    f"Dire ce que l’accompagnement {after(each.mentor.name, 'de')} vous a apporté"
                )
                yield Task(label, f"{each.address}/bilan", each.decided_at or at)

    def pairs(found: Sequence[Pair], _at: datetime) -> Iterator[Task]:
        for pair in found:
            label = f"Répondre à {pair.beside(member.id).name} : une demi-journée est proposée"
            until = None
            if not pair.agreed_at:  # then no name is told
                label = "Répondre : un binôme vous est proposé"
                until = f"avant le {day(pair.answer_by)}"
            yield Task(label, pair.address, pair.updated_at, until, "warn")

    yield Kind(queries.mentoring.awaiting(member), mentorings, _of_both_sides)
    yield Kind(queries.pairs.awaiting(member, in_paris(at).date()), pairs)


def _of_both_sides(query: Select[Mentoring]) -> Sequence[Mentoring]:
    return every(query.limit(2 * MOST))
