"""What awaits an animator: whoever asks to join, what is to be read before it goes online."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intranet.courses import queries as courses
from intranet.home.queries.tasks.task import Task, some
from intranet.kit.clock import in_paris
from intranet.kit.texts import plural, relative_day
from intranet.members import queries as members
from intranet.members.models import Member
from intranet.openings import queries as openings
from intranet.practices import queries as practices


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """The oldest first within each kind."""
    if not member.is_animator:
        return
    for asked in some(members.awaiting(member)):
        label = f"Répondre à {asked.member.name}, qui demande à rejoindre {asked.organization.name}"
        yield Task(
            label, f"/animer/adhesions/{asked.id}", asked.created_at, relative_day(asked.created_at)
        )
    for opening in some(openings.awaiting_review(member)):
        label = f"Relire l’offre « {opening.title} »"
        yield Task(label, opening.address, opening.updated_at, relative_day(opening.updated_at))
    for opening in some(openings.reported(member)):
        label = f"Répondre au signalement de l’offre « {opening.title} »"
        url = f"/animer/signalements/{opening.id}"
        yield Task(label, url, opening.frozen_at or opening.updated_at, tone="warn")
    for course in some(courses.awaiting_review(member)):
        label = f"Relire la formation « {course.title} »"
        since = course.submitted_at or course.updated_at
        yield Task(label, course.address, since, relative_day(since))
    for declared in some(courses.awaiting_check(member)):
        label = f"Vérifier le certificat qualité de « {declared.organization.name} »"
        url = f"/formations/organismes/{declared.organization.slug}/qualite"
        yield Task(label, url, declared.created_at, relative_day(declared.created_at))
    if minor := some(practices.minor_corrections_for(member)):
        label = f"Lire {plural(len(minor), 'correction mineure', 'corrections mineures')} de fiches"
        yield Task(label, "/animer/pratiques/corrections", minor[0].at)
    for review in some(practices.awaiting_review_by(member)):
        label = f"Relire la fiche « {review.practice.title} »"
        late = review.due_on < in_paris(at).date()
        when = f"à rendre {relative_day(review.due_on)}"
        url = f"/animer/pratiques/{review.id}"
        yield Task(label, url, review.created_at, when, "bad" if late else None)
