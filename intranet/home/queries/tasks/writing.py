"""What awaits whoever writes sheets, or answers for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from intranet.home.queries.tasks.task import Kind, Task, noon
from intranet.kit.clock import in_paris
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices
from intranet.practices.models import Practice, PracticeReport, PracticeTransfer, Review, State
from intranet.tour import queries as tour
from intranet.tour.models import Capture


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """Sheets to correct, to verify, to give an opinion on, to answer for, to finish."""
    yield Kind(practices.corrections_asked_of(member), _to_correct)
    yield Kind(practices.to_verify_by(member, in_paris(at).date()), _to_verify)
    yield Kind(practices.opinions_to_give(member), _opinions)
    if member.is_admitted:
        yield Kind(practices.transfers_offered_to(member), _transfers)
    yield Kind(practices.reports_for(member), _reports)
    if member.is_admitted:
        yield Kind(practices.orphans_of(member), _orphans)
    told = tour.still_to_write(member).with_only_columns(Capture.practice_id).order_by(None)
    begun = practices.drafts_of(member).where(Practice.id.not_in(told))
    yield Kind(begun, _drafts)  # what was noted at the Tour is told with its day


def _to_correct(found: Sequence[Practice], _at: datetime) -> Iterator[Task]:
    for practice in found:
        label = f"Corriger la fiche « {practice.title} »"
        yield Task(label, f"/pratiques/{practice.slug}/modifier", practice.updated_at, tone="warn")


def _to_verify(found: Sequence[Practice], at: datetime) -> Iterator[Task]:
    for practice in found:
        label = f"Vérifier la fiche « {practice.title} »"
        due = practice.verify_on or in_paris(at).date()
        yield Task(label, f"/pratiques/{practice.slug}", noon(due, at), relative_day(due), "warn")


def _opinions(found: Sequence[Review], _at: datetime) -> Iterator[Task]:
    for asked in found:
        label = f"Donner votre avis d’expert sur « {asked.practice.title} »"
        when = f"avant le {day(asked.due_on)}"
        yield Task(label, f"/pratiques/avis/{asked.id}", asked.created_at, when)


def _transfers(found: Sequence[PracticeTransfer], _at: datetime) -> Iterator[Task]:
    for offer in found:
        label = f"Répondre : la fiche « {offer.practice.title} » vous est proposée"
        yield Task(label, f"/pratiques/{offer.practice.slug}/transfert", offer.created_at)


def _reports(found: Sequence[PracticeReport], _at: datetime) -> Iterator[Task]:
    for report in found:
        label = f"Répondre au signalement de la fiche « {report.practice.title} »"
        yield Task(label, f"/pratiques/{report.practice.slug}/signalements", report.created_at)


def _orphans(found: Sequence[Practice], at: datetime) -> Iterator[Task]:
    for practice in found:
        label = f"Trouver qui répond de la fiche « {practice.title} »"
        since = noon(practice.orphaned_on or in_paris(at).date(), at)
        yield Task(label, f"/pratiques/{practice.slug}/contact", since, tone="warn")


def _drafts(found: Sequence[Practice], _at: datetime) -> Iterator[Task]:
    for practice in found:
        if practice.working_state is State.DRAFT:
            label = f"Terminer la fiche « {practice.title} »"
            yield Task(label, f"/pratiques/{practice.slug}/modifier", practice.updated_at)
