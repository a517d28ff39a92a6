"""What awaits of openings: one’s own applications, and those of the openings one looks after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intranet.home.queries.tasks.task import MOST, Task, some
from intranet.kit.clock import in_paris
from intranet.kit.texts import day, plural, relative_day
from intranet.members.models import Member
from intranet.openings import queries as openings
from intranet.openings.models import State as OpeningState


def applying(member: Member, at: datetime) -> Iterator[Task]:
    """Offers to answer; drafts that may still be sent."""
    for found in some(openings.to_settle_by(member)):
        opening = found.opening
        if found.submitted_at:
            label = f"Répondre : le poste « {opening.title} » vous est proposé"
            yield Task(label, f"/moi/candidatures/{found.uuid}", found.updated_at, tone="warn")
        elif opening.is_live(at) and opening.closes_at:
            label = f"Terminer votre candidature à « {opening.title} »"
            when = f"avant le {day(opening.closes_at)}"
            yield Task(label, f"{opening.address}/candidater", found.updated_at, when)


def reading(member: Member) -> Iterator[Task]:
    """What employers wrote about one’s applications."""
    for found in some(openings.written_to(member)):
        label = f"Lire le message de l’employeur, pour « {found.opening.title} »"
        yield Task(label, f"/moi/candidatures/{found.uuid}#echanges", found.updated_at)


def recruiting(member: Member, at: datetime) -> Iterator[Task]:
    """One’s own openings: to finish, about to close, to confirm."""
    if not (member.is_recruiter or member.is_animator):
        return
    for opening in some(openings.drafts_of(member)):
        given_back = opening.state is OpeningState.CHANGES_REQUESTED
        verb = "Corriger" if given_back else "Terminer"
        tone = "warn" if given_back else None
        label = f"{verb} l’offre « {opening.title} »"
        yield Task(label, f"/offres/{opening.id}/modifier", opening.updated_at, tone=tone)
    for opening in some(openings.closing_soon_of(member, at)):
        label = f"L’offre « {opening.title} » se clôt"
        when = relative_day(opening.closes_at) if opening.closes_at else None
        yield Task(label, opening.address, opening.closes_at or at, when, "warn")
    for opening in some(openings.to_confirm_of(member, at)):
        label = f"Dire si l’offre « {opening.title} » est toujours ouverte"
        yield Task(label, opening.address, opening.last_confirmed_at or at, tone="warn")


def answering(member: Member, at: datetime) -> Iterator[Task]:
    """What candidates wait for: to be read, and what was promised."""
    if not (member.is_recruiter or member.is_animator or openings.is_on_a_team(member)):
        return
    for opening, count, since in openings.to_read_by(member, MOST):
        label = f"Étudier {plural(count, 'candidature')} à « {opening.title} »"
        yield Task(label, f"{opening.address}/candidatures", since, relative_day(since))
    for found in some(openings.writing_to_the_desk_of(member)):
        url = f"{found.opening.address}/candidatures/{found.uuid}#echanges"
        label = f"Lire le message de {found.name_at_desk}, pour « {found.opening.title} »"
        yield Task(label, url, found.updated_at)
    for opening, count, since in openings.left_waiting_by(member, MOST):
        label = f"Répondre à {plural(count, 'candidature')} : « {opening.title} » est pourvue"
        yield Task(label, f"{opening.address}/candidatures", since, relative_day(since), "warn")
    for found in some(openings.promised_by(member, in_paris(at).date())):
        url = f"{found.opening.address}/candidatures/{found.uuid}"
        label = f"Répondre à {found.name_at_desk}, comme promis, pour « {found.opening.title} »"
        yield Task(label, url, found.updated_at, tone="warn")
