"""What awaits whoever writes sheets, or answers for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intranet.home.queries.tasks.task import Task, noon, some
from intranet.kit.clock import in_paris
from intranet.kit.texts import day, relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """Sheets to correct, to verify, to give an opinion on, to answer for, to finish."""
    asked = some(practices.corrections_asked_of(member))
    for practice in asked:
        label = f"Corriger la fiche « {practice.title} »"
        yield Task(label, f"/pratiques/{practice.slug}/modifier", practice.updated_at, tone="warn")
    for practice in some(practices.to_verify_by(member, in_paris(at).date())):
        label = f"Vérifier la fiche « {practice.title} »"
        due = practice.verify_on or in_paris(at).date()
        yield Task(label, f"/pratiques/{practice.slug}", noon(due, at), relative_day(due), "warn")
    for asked_of_me in some(practices.opinions_to_give(member)):
        label = f"Donner votre avis d’expert sur « {asked_of_me.practice.title} »"
        when = f"avant le {day(asked_of_me.due_on)}"
        yield Task(label, f"/pratiques/avis/{asked_of_me.id}", asked_of_me.created_at, when)
    for offer in some(practices.transfers_offered_to(member)):
        label = f"Répondre : la fiche « {offer.practice.title} » vous est proposée"
        yield Task(label, f"/pratiques/{offer.practice.slug}/transfert", offer.created_at)
    for report in some(practices.reports_for(member)):
        label = f"Répondre au signalement de la fiche « {report.practice.title} »"
        yield Task(label, f"/pratiques/{report.practice.slug}/signalements", report.created_at)
    for practice in some(practices.orphans_of(member)):
        label = f"Trouver qui répond de la fiche « {practice.title} »"
        since = noon(practice.orphaned_on or in_paris(at).date(), at)
        yield Task(label, f"/pratiques/{practice.slug}/contact", since, tone="warn")
    corrected = {practice.id for practice in asked}
    for practice in some(practices.drafts_of(member)):
        if practice.submitted_at is None and practice.id not in corrected:
            label = f"Terminer la fiche « {practice.title} »"
            yield Task(label, f"/pratiques/{practice.slug}/modifier", practice.updated_at)
