"""What awaits a member of immersions, exchanges, shared posts and the bridge between statuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from intranet.home.queries.tasks.task import Kind, Task
from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.kit.texts import day, plural, relative_day
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.models import ImmersionRequest, RouteSheet, SharedPost, SwapCircle


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """Answers to give, and what to tell of days that are over."""
    on = in_paris(at).date()
    yield Kind(queries.swaps.to_answer_by(member), _swaps)
    yield Kind(queries.immersion_requests.accepted_and_untold(member, on), _untold)
    if not policy.may_post(member):
        return
    yield Kind(queries.immersion_requests.to_answer_by(member), _immersions)
    yield Kind(queries.shared.to_answer_by(member, at), partial(_shared, member))
    if policy.statuses.may_write_sheets(member):
        yield Kind(queries.statuses.to_read_again(on), _sheets, every)


def _swaps(found: Sequence[SwapCircle], _at: datetime) -> Iterator[Task]:
    for circle in found:
        label = "Répondre : un échange de postes est possible"
        until = f"avant le {day(circle.answer_by)}"
        yield Task(label, circle.address, circle.created_at, until, "warn")


def _untold(found: Sequence[ImmersionRequest], at: datetime) -> Iterator[Task]:
    for told in found:
        if told.is_over(in_paris(at).date()):
            label = f"Dire ce que l’immersion « {told.immersion.title} » vous a apporté"
            yield Task(label, f"{told.address}/bilan", told.updated_at)


def _immersions(found: Sequence[ImmersionRequest], _at: datetime) -> Iterator[Task]:
    for asked in found:
        label = f"Répondre à {asked.member.name}, qui demande une immersion"
        since = asked.created_at
        yield Task(label, asked.address, since, relative_day(since), "warn")


def _shared(member: Member, found: Sequence[SharedPost], _at: datetime) -> Iterator[Task]:
    for pair in found:
        ours = pair.one if pair.one.organization_id == member.organization_id else pair.other
        label = f"Dire si « {ours.title} » peut être un poste mutualisé"
        yield Task(label, pair.address, pair.created_at, relative_day(pair.created_at))


def _sheets(due: Sequence[RouteSheet], _at: datetime) -> Iterator[Task]:
    label = f"Vérifier {plural(len(due), 'fiche')} des passerelles entre statuts"
    yield Task(label, "/animer/passerelles", due[0].updated_at)
