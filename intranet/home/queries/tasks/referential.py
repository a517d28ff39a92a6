"""What the referential awaits: levels to confirm, opinions on evidence, proposals to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from intranet.competencies import policy as referential
from intranet.competencies import queries as competencies
from intranet.competencies.levels import Level
from intranet.courses import queries as courses
from intranet.home.queries.tasks.task import Task, some
from intranet.kit.texts import plural, relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices


def following(member: Member, held: Mapping[int, Level]) -> Iterator[Task]:
    """What a new edition of the referential asks: levels, then what one answers for."""
    in_force = competencies.in_force()
    since, here = in_force.published_at or member.created_at, f"/referentiel/versions/{in_force.number}"  # fmt: skip
    carried = [item for item in in_force.assessable if item.competency_id in held]
    if count := sum(held[item.competency_id].is_to_confirm for item in carried):
        label = f"Confirmer {plural(count, 'niveau', 'niveaux')} que la nouvelle édition du référentiel reprend"
        yield Task(label, f"{here}/pour-moi", since)
    answered_for: list[tuple[str, Select[Any]]] = []
    if referential.may_prepare(member):
        answered_for.append(("métier", competencies.profiles_to_confirm(in_force)))
    if member.is_trainer or member.is_animator:
        answered_for.append(("formation", courses.to_follow(member, in_force)))
    if member.is_admitted:
        answered_for.append(("pratique", practices.to_follow(member, in_force)))
    for noun, query in answered_for:
        if count := len(some(query)):
            label = f"Faire suivre la nouvelle édition du référentiel à {plural(count, noun)}"
            yield Task(label, f"{here}/a-confirmer", since)


def attesting(member: Member, at: datetime) -> Iterator[Task]:
    """Evidence of others on which one is asked for an opinion."""
    wording = None
    for claim in some(competencies.awaiting_answer_of(member)):
        wording = wording or competencies.Wording()
        item = wording(claim.competency_id, claim.edition_id)
        label = f"Donner votre avis à {claim.evidence.member.name} sur « {item.title} »"
        since = claim.asked_at or at
        yield Task(label, f"/moi/avis/{claim.id}", since, relative_day(since))


def proposing(member: Member, at: datetime) -> Iterator[Task]:
    """Drafts to finish; for national animators, what awaits a decision or its place in the draft."""
    for proposal in some(competencies.proposal_drafts_of(member)):
        label = f"Terminer la proposition « {proposal.headline} »"
        yield Task(label, f"{proposal.address}/modifier", proposal.updated_at)
    if not member.animates(None):
        return
    for proposal in some(competencies.proposals_awaiting(member, at)):
        label = f"Décider de la proposition « {proposal.headline} »"
        since = proposal.opened_at or proposal.updated_at
        yield Task(label, proposal.address, since, relative_day(since), "warn")
    for proposal in some(competencies.proposals_ready()):
        label = f"Porter dans le brouillon « {proposal.headline} »"
        since = proposal.decided_at or proposal.updated_at
        yield Task(label, proposal.address, since, relative_day(since))
