"""What awaits a member of immersions, exchanges, shared posts and the bridge between statuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intranet.home.queries.tasks.task import Task, some
from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.kit.texts import day, plural, relative_day
from intranet.members.models import Member
from intranet.openings import policy, queries


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """Answers to give, and what to tell of days that are over."""
    on = in_paris(at).date()
    for circle in some(queries.swaps.to_answer_by(member)):
        label = "Répondre : un échange de postes est possible"
        until = f"avant le {day(circle.answer_by)}"
        yield Task(label, circle.address, circle.created_at, until, "warn")
    for told in some(queries.immersion_requests.accepted_and_untold(member, on)):
        if told.is_over(on):
            label = f"Dire ce que l’immersion « {told.immersion.title} » vous a apporté"
            yield Task(label, f"{told.address}/bilan", told.updated_at)
    if not policy.may_post(member):
        return
    for asked in some(queries.immersion_requests.to_answer_by(member)):
        label = f"Répondre à {asked.member.name}, qui demande une immersion"
        since = asked.created_at
        yield Task(label, asked.address, since, relative_day(since), "warn")
    for pair in some(queries.shared.to_answer_by(member, at)):
        label = f"Dire si « {pair.one.title} » peut être un poste mutualisé"
        yield Task(label, pair.address, pair.created_at, relative_day(pair.created_at))
    if policy.statuses.may_write_sheets(member):
        due = every(queries.statuses.to_read_again(on))
        if due:
            label = f"Vérifier {plural(len(due), 'fiche')} des passerelles entre statuts"
            yield Task(label, "/animer/passerelles", due[0].updated_at)
