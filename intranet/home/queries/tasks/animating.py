"""What awaits an animator: whoever asks to join, what is to be read before it goes online."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from intranet.courses import queries as courses
from intranet.courses.models import Course, QualityCertificate
from intranet.home.queries.tasks.task import Kind, Task
from intranet.kit.clock import in_paris
from intranet.kit.texts import after, plural, relative_day
from intranet.members import queries as members
from intranet.members.models import Member, Membership
from intranet.members.policy import may_welcome
from intranet.openings import queries as openings
from intranet.openings.models import Opening, State
from intranet.places.models import in_region
from intranet.places.shapes import region_names
from intranet.practices import queries as practices
from intranet.practices.models import PracticeVersion, Review

ADMISSIONS, REPORTS, SHEETS = "/animer/adhesions", "/animer/signalements", "/animer/pratiques"


def awaiting(member: Member) -> Iterator[Kind]:
    """The oldest first within each kind."""
    if may_welcome(member):  # an administrator too, where nobody animates the region
        yield Kind(members.awaiting(member), _memberships)
    if member.is_administrator:
        yield Kind(openings.unattended(), _unattended)
    if not member.is_animator:
        return
    yield Kind(openings.awaiting_review(member), _openings)
    yield Kind(openings.reported(member), _reported)
    yield Kind(courses.awaiting_review(member), _courses)
    yield Kind(courses.awaiting_check(member), _certificates)
    yield Kind(practices.minor_corrections_for(member), _minor_corrections)
    yield Kind(practices.awaiting_review_by(member), _practices)


def _memberships(found: Sequence[Membership], _at: datetime) -> Iterator[Task]:
    for asked in found:
        wants = "demande un rôle pour" if asked.is_about_roles else "demande à rejoindre"
        label = f"Répondre à {asked.member.name}, qui {wants} {asked.organization.name}"
        since = asked.awaited_since
        url = f"{ADMISSIONS}/{asked.id}"
        yield Task(label, url, since, relative_day(since), queue=ADMISSIONS)


def _openings(found: Sequence[Opening], _at: datetime) -> Iterator[Task]:
    for opening in found:
        label = f"Relire l’offre « {opening.title} »"
        since = opening.updated_at
        yield Task(label, opening.address, since, relative_day(since), queue="/animer/offres")


def _unattended(found: Sequence[Opening], _at: datetime) -> Iterator[Task]:
    for opening in found:
        code = opening.region_code or ""
        place = in_region(code, region_names()[code]) if code else "national"
        waits = "attend une relecture" if opening.state is State.IN_REVIEW else "est signalée"
        whose = after(opening.organization.name, "de")
        what = f"une offre {'confidentielle' if opening.is_confidential else whose}"
        label = f"Nommer un animateur {place} : {what} {waits}, et personne ne peut y répondre"
        yield Task(label, "/animer/comptes", opening.updated_at, tone="warn")


def _reported(found: Sequence[Opening], _at: datetime) -> Iterator[Task]:
    for opening in found:
        label = f"Répondre au signalement de l’offre « {opening.title} »"
        url, since = f"{REPORTS}/{opening.id}", opening.frozen_at or opening.updated_at
        yield Task(label, url, since, tone="warn", queue=REPORTS)


def _courses(found: Sequence[Course], _at: datetime) -> Iterator[Task]:
    for course in found:
        label = f"Relire la formation « {course.title} »"
        since = course.submitted_at or course.updated_at
        yield Task(label, course.address, since, relative_day(since), queue="/animer/formations")


def _certificates(found: Sequence[QualityCertificate], _at: datetime) -> Iterator[Task]:
    for declared in found:
        label = f"Vérifier le certificat qualité de « {declared.organization.name} »"
        url = f"/formations/organismes/{declared.organization.slug}/qualite"
        since = declared.created_at
        yield Task(label, url, since, relative_day(since), queue="/animer/qualite")


def _minor_corrections(found: Sequence[PracticeVersion], _at: datetime) -> Iterator[Task]:
    label = f"Lire {plural(len(found), 'correction mineure', 'corrections mineures')} de fiches"
    yield Task(label, "/animer/pratiques/corrections", found[0].at)


def _practices(found: Sequence[Review], at: datetime) -> Iterator[Task]:
    for review in found:
        label = f"Relire la fiche « {review.practice.title} »"
        on = in_paris(at).date()
        late = review.due_on < on
        when = f"{'attendue' if late else 'à rendre'} {relative_day(review.due_on, on)}"
        tone = "bad" if late else None
        yield Task(label, f"{SHEETS}/{review.id}", review.created_at, when, tone, SHEETS)
