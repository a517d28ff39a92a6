"""What awaits a member, gathered from every domain: the first block of each dashboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select

from intranet.bookings import queries as bookings
from intranet.competencies import policy as referential
from intranet.competencies import queries as competencies
from intranet.competencies.levels import Level
from intranet.courses import queries as courses
from intranet.courses.models import Course
from intranet.courses.models import State as CourseState
from intranet.home.queries import (
    agenda,
    asking,
    caring,
    learning,
    meetings,
    moving,
    passing_on,
    teaching,
)
from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.kit.texts import day, moment, plural, relative_day
from intranet.members import queries as members
from intranet.members.models import Member
from intranet.openings import queries as openings
from intranet.openings.models import State as OpeningState
from intranet.practices import queries as practices

T = TypeVar("T")
Levels = Mapping[int, Level]

MOST = 12  # lines of one kind; the rest is behind the list they lead to


@dataclass(frozen=True)
class Task:
    """One line of « À faire »: what, where, since or until when; the oldest is done first."""

    label: str
    url: str
    since: datetime
    when: str | None = None
    tone: str | None = None


def tasks_of(member: Member, at: datetime) -> list[Task]:
    """Everything that awaits this member, the oldest first."""
    held = competencies.levels_held(member.id, at)
    found = [
        *_own(member, held),
        *_following(member, held),
        *_attesting(member, at),
        *_writing(member, at),
        *(Task(*each) for each in asking.awaiting(member, at)),
        *(Task(*each) for each in caring.awaiting(member, at)),
        *_proposing(member, at),
        *_applying(member, at),
        *_sitting(member, at),
        *_reading(member),
        *(Task(*each) for each in moving.awaiting(member, at)),
        *(Task(*each) for each in passing_on.awaiting(member, at)),
        *(Task(*each) for each in learning.awaiting(member, at)),
        *(Task(*each) for each in meetings.awaiting(member, at)),
        *(Task(*each) for each in teaching.awaiting(member, at)),
        *(Task(*each) for each in agenda.awaiting(member, at)),
    ]
    if member.is_recruiter or member.is_animator:
        found += _recruiting(member, at)
    if member.is_recruiter or member.is_animator or openings.is_on_a_team(member):
        found += _answering(member, at)
    if member.is_trainer or member.is_animator:
        found += _teaching(member)
    if member.is_animator:
        found += _animating(member, at)
    return sorted(found, key=lambda task: task.since)


def _own(member: Member, held: Levels) -> Iterator[Task]:
    """Finding one's place: an organization, then a first look at one's levels."""
    if not member.is_admitted and not member.asked_membership:
        yield Task("Choisir votre structure de rattachement", "/moi/structure", member.created_at)
    elif not member.is_admitted:
        yield Task("Votre rattachement attend un animateur", "/moi", member.created_at)
    elif not any(level.is_known for level in held.values()):
        label = "Déclarer vos premiers niveaux de compétence"
        yield Task(label, "/moi/competences", member.created_at)


def _following(member: Member, held: Levels) -> Iterator[Task]:
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
        if count := len(_some(query)):
            label = f"Faire suivre la nouvelle édition du référentiel à {plural(count, noun)}"
            yield Task(label, f"{here}/a-confirmer", since)


def _attesting(member: Member, at: datetime) -> Iterator[Task]:
    wording = None
    for claim in _some(competencies.awaiting_answer_of(member)):
        wording = wording or competencies.Wording()
        item = wording(claim.competency_id, claim.edition_id)
        label = f"Donner votre avis à {claim.evidence.member.name} sur « {item.title} »"
        since = claim.asked_at or at
        yield Task(label, f"/moi/avis/{claim.id}", since, relative_day(since))


def _writing(member: Member, at: datetime) -> Iterator[Task]:
    asked = _some(practices.corrections_asked_of(member))
    for practice in asked:
        label = f"Corriger la fiche « {practice.title} »"
        yield Task(label, f"/pratiques/{practice.slug}/modifier", practice.updated_at, tone="warn")
    for practice in _some(practices.to_verify_by(member, in_paris(at).date())):
        label = f"Vérifier la fiche « {practice.title} »"
        due = practice.verify_on or in_paris(at).date()
        yield Task(label, f"/pratiques/{practice.slug}", _noon(due, at), relative_day(due), "warn")
    for asked_of_me in _some(practices.opinions_to_give(member)):
        label = f"Donner votre avis d’expert sur « {asked_of_me.practice.title} »"
        when = f"avant le {day(asked_of_me.due_on)}"
        yield Task(label, f"/pratiques/avis/{asked_of_me.id}", asked_of_me.created_at, when)
    for offer in _some(practices.transfers_offered_to(member)):
        label = f"Répondre : la fiche « {offer.practice.title} » vous est proposée"
        yield Task(label, f"/pratiques/{offer.practice.slug}/transfert", offer.created_at)
    for report in _some(practices.reports_for(member)):
        label = f"Répondre au signalement de la fiche « {report.practice.title} »"
        yield Task(label, f"/pratiques/{report.practice.slug}/signalements", report.created_at)
    for practice in _some(practices.orphans_of(member)):
        label = f"Trouver qui répond de la fiche « {practice.title} »"
        since = _noon(practice.orphaned_on or in_paris(at).date(), at)
        yield Task(label, f"/pratiques/{practice.slug}/contact", since, tone="warn")
    corrected = {practice.id for practice in asked}
    for practice in _some(practices.drafts_of(member)):
        if practice.submitted_at is None and practice.id not in corrected:
            label = f"Terminer la fiche « {practice.title} »"
            yield Task(label, f"/pratiques/{practice.slug}/modifier", practice.updated_at)


def _applying(member: Member, at: datetime) -> Iterator[Task]:
    """Offers to answer; drafts that may still be sent."""
    for found in _some(openings.to_settle_by(member)):
        opening = found.opening
        if found.submitted_at:
            label = f"Répondre : le poste « {opening.title} » vous est proposé"
            yield Task(label, f"/moi/candidatures/{found.uuid}", found.updated_at, tone="warn")
        elif opening.is_live(at) and opening.closes_at:
            label = f"Terminer votre candidature à « {opening.title} »"
            when = f"avant le {day(opening.closes_at)}"
            yield Task(label, f"{opening.address}/candidater", found.updated_at, when)


def _reading(member: Member) -> Iterator[Task]:
    """What employers wrote about one’s applications."""
    for found in _some(openings.written_to(member)):
        label = f"Lire le message de l’employeur, pour « {found.opening.title} »"
        yield Task(label, f"/moi/candidatures/{found.uuid}#echanges", found.updated_at)


def _sitting(member: Member, at: datetime) -> Iterator[Task]:
    """Seats offered for a time; requests for a seat that wait for whoever holds the meeting."""
    offered = _some(bookings.offers_to_answer(member, at))
    asked = _some(bookings.approvals_to_give(member))
    subjects = bookings.subjects_of(row.bookable for row in [*offered, *asked])
    for row in offered:
        whose = "" if row.member_id == member.id else f" à {row.holder_name}"
        label = f"Répondre : une place est proposée{whose} à « {subjects[row.bookable_id].title} »"
        until = row.offered_until or at
        when = f"avant le {moment(until)}"
        yield Task(label, f"/moi/inscriptions/{row.uuid}", row.updated_at, when, "warn")
    for row in asked:
        label = (
            f"Valider l’inscription de {row.holder_name} à « {subjects[row.bookable_id].title} »"
        )
        url = f"/animer/inscriptions/{row.bookable_id}/{row.uuid}"
        yield Task(label, url, row.created_at, relative_day(row.created_at))


def _answering(member: Member, at: datetime) -> Iterator[Task]:
    """What candidates wait for: to be read, and what was promised."""
    for opening, count, since in openings.to_read_by(member, MOST):
        label = f"Étudier {plural(count, 'candidature')} à « {opening.title} »"
        yield Task(label, f"{opening.address}/candidatures", since, relative_day(since))
    for found in _some(openings.writing_to_the_desk_of(member)):
        url = f"{found.opening.address}/candidatures/{found.uuid}#echanges"
        label = f"Lire le message de {found.name_at_desk}, pour « {found.opening.title} »"
        yield Task(label, url, found.updated_at)
    for opening, count, since in openings.left_waiting_by(member, MOST):
        label = f"Répondre à {plural(count, 'candidature')} : « {opening.title} » est pourvue"
        yield Task(label, f"{opening.address}/candidatures", since, relative_day(since), "warn")
    for found in _some(openings.promised_by(member, in_paris(at).date())):
        url = f"{found.opening.address}/candidatures/{found.uuid}"
        label = f"Répondre à {found.name_at_desk}, comme promis, pour « {found.opening.title} »"
        yield Task(label, url, found.updated_at, tone="warn")


def _recruiting(member: Member, at: datetime) -> Iterator[Task]:
    for opening in _some(openings.drafts_of(member)):
        given_back = opening.state is OpeningState.CHANGES_REQUESTED
        verb = "Corriger" if given_back else "Terminer"
        tone = "warn" if given_back else None
        label = f"{verb} l’offre « {opening.title} »"
        yield Task(label, f"/offres/{opening.id}/modifier", opening.updated_at, tone=tone)
    for opening in _some(openings.closing_soon_of(member, at)):
        label = f"L’offre « {opening.title} » se clôt"
        when = relative_day(opening.closes_at) if opening.closes_at else None
        yield Task(label, opening.address, opening.closes_at or at, when, "warn")
    for opening in _some(openings.to_confirm_of(member, at)):
        label = f"Dire si l’offre « {opening.title} » est toujours ouverte"
        yield Task(label, opening.address, opening.last_confirmed_at or at, tone="warn")


def _teaching(member: Member) -> Iterator[Task]:
    for course in _some(courses.to_correct(member)):
        label = f"Corriger la formation « {course.title} »"
        yield Task(label, f"/formations/{course.id}/modifier", course.updated_at, tone="warn")
    for course in _some(courses.mine(member).where(Course.state == CourseState.DRAFT)):
        label = f"Terminer la formation « {course.title} »"
        yield Task(label, f"/formations/{course.id}/modifier", course.updated_at)


def _proposing(member: Member, at: datetime) -> Iterator[Task]:
    """Drafts to finish; for national animators, what awaits a decision or its place in the draft."""
    for proposal in _some(competencies.proposal_drafts_of(member)):
        label = f"Terminer la proposition « {proposal.headline} »"
        yield Task(label, f"{proposal.address}/modifier", proposal.updated_at)
    if not member.animates(None):
        return
    for proposal in _some(competencies.proposals_awaiting(member, at)):
        label = f"Décider de la proposition « {proposal.headline} »"
        since = proposal.opened_at or proposal.updated_at
        yield Task(label, proposal.address, since, relative_day(since), "warn")
    for proposal in _some(competencies.proposals_ready()):
        label = f"Porter dans le brouillon « {proposal.headline} »"
        since = proposal.decided_at or proposal.updated_at
        yield Task(label, proposal.address, since, relative_day(since))


def _animating(member: Member, at: datetime) -> Iterator[Task]:
    for asked in _some(members.awaiting(member)):
        label = f"Répondre à {asked.member.name}, qui demande à rejoindre {asked.organization.name}"
        yield Task(
            label, f"/animer/adhesions/{asked.id}", asked.created_at, relative_day(asked.created_at)
        )
    for opening in _some(openings.awaiting_review(member)):
        label = f"Relire l’offre « {opening.title} »"
        yield Task(label, opening.address, opening.updated_at, relative_day(opening.updated_at))
    for opening in _some(openings.reported(member)):
        label = f"Répondre au signalement de l’offre « {opening.title} »"
        url = f"/animer/signalements/{opening.id}"
        yield Task(label, url, opening.frozen_at or opening.updated_at, tone="warn")
    for course in _some(courses.awaiting_review(member)):
        label = f"Relire la formation « {course.title} »"
        since = course.submitted_at or course.updated_at
        yield Task(label, course.address, since, relative_day(since))
    for declared in _some(courses.awaiting_check(member)):
        label = f"Vérifier le certificat qualité de « {declared.organization.name} »"
        url = f"/formations/organismes/{declared.organization.slug}/qualite"
        yield Task(label, url, declared.created_at, relative_day(declared.created_at))
    if minor := _some(practices.minor_corrections_for(member)):
        label = f"Lire {plural(len(minor), 'correction mineure', 'corrections mineures')} de fiches"
        yield Task(label, "/animer/pratiques/corrections", minor[0].at)
    for review in _some(practices.awaiting_review_by(member)):
        label = f"Relire la fiche « {review.practice.title} »"
        late = review.due_on < in_paris(at).date()
        when = f"à rendre {relative_day(review.due_on)}"
        url = f"/animer/pratiques/{review.id}"
        yield Task(label, url, review.created_at, when, "bad" if late else None)


def _some(query: Select[T]) -> Sequence[T]:
    return every(query.limit(MOST))


def _noon(on: date, at: datetime) -> datetime:
    return in_paris(at).replace(year=on.year, month=on.month, day=on.day, hour=12)
