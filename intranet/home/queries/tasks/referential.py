"""What the referential awaits: levels to confirm, opinions on evidence, proposals to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from intranet.competencies import policy as referential
from intranet.competencies import queries as competencies
from intranet.competencies.levels import Level
from intranet.competencies.models import EvidenceClaim, Proposal
from intranet.courses import queries as courses
from intranet.home.queries.tasks.task import Kind, Task
from intranet.kit.texts import plural, relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices


def following(member: Member, held: Mapping[int, Level]) -> Iterator[Task | Kind]:
    """What a new edition of the referential asks: levels, then what one answers for."""
    in_force = competencies.in_force()
    since, here = in_force.published_at or member.created_at, f"/referentiel/versions/{in_force.number}"  # fmt: skip
    carried = [item for item in in_force.assessable if item.competency_id in held]
    if count := sum(held[item.competency_id].is_to_confirm for item in carried):
        label = f"Confirmer {plural(count, 'niveau', 'niveaux')} que la nouvelle édition du référentiel reprend"
        yield Task(label, f"{here}/pour-moi", since)

    def to_follow(query: Select[Any], noun: str) -> Kind:
        def told(found: Sequence[Any], _at: datetime) -> Iterator[Task]:
            label = f"Faire suivre la nouvelle édition du référentiel à {plural(len(found), noun)}"
            yield Task(label, f"{here}/a-confirmer", since)

        return Kind(query, told)

    if referential.may_prepare(member):
        yield to_follow(competencies.profiles_to_confirm(in_force), "métier")
    if member.is_trainer or member.is_animator:
        yield to_follow(courses.to_follow(member, in_force), "formation")
    if member.is_admitted:
        yield to_follow(practices.to_follow(member, in_force), "pratique")


def attesting(member: Member) -> Iterator[Kind]:
    """Evidence of others on which one is asked for an opinion."""
    yield Kind(competencies.awaiting_answer_of(member), _claims)


def _claims(found: Sequence[EvidenceClaim], at: datetime) -> Iterator[Task]:
    wording = competencies.Wording()
    for claim in found:
        item = wording(claim.competency_id, claim.edition_id)
        label = f"Donner votre avis à {claim.evidence.member.name} sur « {item.title} »"
        since = claim.asked_at or at
        yield Task(label, f"/moi/avis/{claim.id}", since, relative_day(since))


def proposing(member: Member, at: datetime) -> Iterator[Kind]:
    """Drafts to finish; for national animators, what awaits a decision or its place in the draft."""
    yield Kind(competencies.proposal_drafts_of(member), _drafts)
    if member.animates(None):
        yield Kind(competencies.proposals_awaiting(member, at), _to_decide)
        yield Kind(competencies.proposals_ready(), _ready)


def _drafts(found: Sequence[Proposal], _at: datetime) -> Iterator[Task]:
    for proposal in found:
        label = f"Terminer la proposition « {proposal.headline} »"
        yield Task(label, f"{proposal.address}/modifier", proposal.updated_at)


def _to_decide(found: Sequence[Proposal], _at: datetime) -> Iterator[Task]:
    for proposal in found:
        label = f"Décider de la proposition « {proposal.headline} »"
        since = proposal.opened_at or proposal.updated_at
        yield Task(label, proposal.address, since, relative_day(since), "warn")


def _ready(found: Sequence[Proposal], _at: datetime) -> Iterator[Task]:
    for proposal in found:
        label = f"Porter dans le brouillon « {proposal.headline} »"
        since = proposal.decided_at or proposal.updated_at
        yield Task(label, proposal.address, since, relative_day(since))
