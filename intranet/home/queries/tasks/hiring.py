"""What awaits of openings: one’s own applications, and those of the openings one looks after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Row

from intranet.home.queries.tasks.task import Kind, Task, gathered, rows
from intranet.kit.clock import in_paris
from intranet.kit.texts import after, moment, plural, relative_day
from intranet.members.models import Member
from intranet.openings import queries as openings
from intranet.openings.models import JobApplication, Opening
from intranet.openings.models import State as OpeningState


def applying(member: Member) -> Iterator[Kind]:
    """Offers to answer; drafts that may still be sent."""
    yield Kind(openings.to_settle_by(member), _to_settle)


def _to_settle(applications: Sequence[JobApplication], at: datetime) -> Iterator[Task]:
    for found in applications:
        opening = found.opening
        if found.submitted_at:
            label = f"Répondre : le poste « {opening.title} » vous est proposé"
            yield Task(label, f"/moi/candidatures/{found.uuid}", found.updated_at, tone="warn")
        elif opening.is_live(at) and opening.closes_at:
            label = f"Terminer votre candidature à « {opening.title} »"
            when = f"jusqu’au {moment(opening.closes_at)}"
            yield Task(label, f"{opening.address}/candidater", found.updated_at, when)


def reading(member: Member) -> Iterator[Kind]:
    """What employers wrote about one’s applications."""
    yield Kind(openings.written_to(member), _written)


def _written(applications: Sequence[JobApplication], _at: datetime) -> Iterator[Task]:
    for found in applications:
        label = f"Lire le message de l’employeur, pour « {found.opening.title} »"
        yield Task(label, f"/moi/candidatures/{found.uuid}#echanges", found.updated_at)


def recruiting(member: Member, at: datetime) -> Iterator[Kind]:
    """One’s own openings: to finish, about to close, to confirm."""
    if member.is_recruiter or member.is_animator:
        yield Kind(openings.drafts_of(member), _drafts)
        yield Kind(openings.closing_soon_of(member, at), _closing)
        yield Kind(openings.to_confirm_of(member, at), _to_confirm)


def _drafts(found: Sequence[Opening], _at: datetime) -> Iterator[Task]:
    for opening in found:
        given_back = opening.state is OpeningState.CHANGES_REQUESTED
        verb = "Corriger" if given_back else "Terminer"
        tone = "warn" if given_back else None
        label = f"{verb} l’offre « {opening.title} »"
        yield Task(label, f"/offres/{opening.id}/modifier", opening.updated_at, tone=tone)


def _closing(found: Sequence[Opening], at: datetime) -> Iterator[Task]:
    for opening in found:
        label = f"L’offre « {opening.title} » se clôt"
        when = relative_day(opening.closes_at) if opening.closes_at else None
        yield Task(label, opening.address, opening.closes_at or at, when, "warn")


def _to_confirm(found: Sequence[Opening], at: datetime) -> Iterator[Task]:
    for opening in found:
        label = f"Dire si l’offre « {opening.title} » est toujours ouverte"
        yield Task(label, opening.address, opening.last_confirmed_at or at, tone="warn")


def answering(member: Member, at: datetime) -> Iterator[Kind]:
    """What candidates wait for: to be read, and what was promised."""
    if member.is_recruiter or member.is_animator:
        yield from _at_desks(member, at)
    else:  # hardly anybody is on a team without recruiting

        def at_desks(_named: Sequence[int], at: datetime) -> Iterator[Task]:
            return gathered(_at_desks(member, at), at)

        yield Kind(openings.named_on_teams(member), at_desks)


def _at_desks(member: Member, at: datetime) -> Iterator[Kind]:
    yield Kind(openings.to_read_by(member), _to_read, rows)
    yield Kind(openings.writing_to_the_desk_of(member), _writing)
    yield Kind(openings.left_waiting_by(member), _left_waiting, rows)
    yield Kind(openings.promised_by(member, in_paris(at).date()), _promised)


def _to_read(found: Sequence[Row[Opening, int, datetime]], _at: datetime) -> Iterator[Task]:
    for opening, count, since in found:
        label = f"Étudier {plural(count, 'candidature')} à « {opening.title} »"
        yield Task(label, f"{opening.address}/candidatures", since, relative_day(since))


def _writing(applications: Sequence[JobApplication], _at: datetime) -> Iterator[Task]:
    for found in applications:
        url = f"{found.opening.address}/candidatures/{found.uuid}#echanges"
        label = f"Lire le message {after(found.name_at_desk, 'de')}, pour « {found.opening.title} »"
        yield Task(label, url, found.updated_at)


def _left_waiting(found: Sequence[Row[Opening, int, datetime]], _at: datetime) -> Iterator[Task]:
    for opening, count, since in found:
        is_filled = opening.filled == opening.positions
        how = "est pourvue" if is_filled else "est close, infructueuse"
        label = f"Répondre à {plural(count, 'candidature')} : « {opening.title} » {how}"
        yield Task(label, f"{opening.address}/candidatures", since, relative_day(since), "warn")


def _promised(applications: Sequence[JobApplication], _at: datetime) -> Iterator[Task]:
    for found in applications:
        url = f"{found.opening.address}/candidatures/{found.uuid}"
        label = f"Répondre à {found.name_at_desk}, comme promis, pour « {found.opening.title} »"
        yield Task(label, url, found.updated_at, tone="warn")
