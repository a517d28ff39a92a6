"""The journal as it is read: by administrators whole, by each member what is about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from intranet.kit import journal
from intranet.kit.db import db
from intranet.kit.journal import Kind, SecurityEvent
from intranet.members.models import Member, folded_name

# What an act was about, by its table, in French.
SUBJECTS = {
    "application_file": "pièce de candidature",
    "certificate": "certificat",
    "comment": "remarque",
    "course": "formation",
    "course_file": "fichier de formations",
    "edition": "édition du référentiel",
    "event": "rencontre",
    "guide_edition": "édition d’un guide",
    "imported_file": "fichier du référentiel",
    "job_application": "candidature",
    "opening": "offre",
    "opening_import": "fichier d’offres",
    "organization": "structure",
    "practice": "fiche de bonne pratique",
    "practice_review": "relecture d’une fiche",
    "sheet_batch": "lot de fiches",
}


@dataclass(frozen=True)
class Sought:
    """What is looked for in the journal; nothing given, all of it."""

    kinds: Sequence[Kind] = ()
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None


def lines(sought: Sought) -> Select[SecurityEvent]:
    """The newest first."""
    query = select(SecurityEvent).order_by(SecurityEvent.number.desc())
    if sought.kinds:
        query = query.where(SecurityEvent.kind.in_(sought.kinds))
    if sought.person:
        query = query.where(_by_or_about(sought.person))
    if sought.since:
        query = query.where(SecurityEvent.at >= sought.since)
    if sought.until:
        query = query.where(SecurityEvent.at < sought.until)
    return query


def _by_or_about(person: str) -> ColumnElement[bool]:
    """Whoever has this in their name or address; or the address itself, typed where it has no account."""
    keys = select(Member.event_key).where(
        Member.event_key.is_not(None),
        or_(
            Member.folded.contains(folded_name(person), autoescape=True),
            Member.email == person.strip().lower(),
        ),
    )
    return or_(
        SecurityEvent.person.in_(keys),
        SecurityEvent.concerns.in_(keys),
        SecurityEvent.typed == journal.hash_of_address(person),
    )


def lines_about(member: Member) -> Select[SecurityEvent]:
    """What they did, and what was done to what is theirs."""
    theirs = or_(
        SecurityEvent.person == member.event_key, SecurityEvent.concerns == member.event_key
    )
    return select(SecurityEvent).where(theirs).order_by(SecurityEvent.number.desc())


def names_in(events: Iterable[SecurityEvent]) -> dict[str, str]:
    """The names of those whom these lines tell of, while they have an account."""
    keys = {key for line in events for key in (line.person, line.concerns) if key}
    if not keys:
        return {}
    known = select(Member.event_key, Member.name).where(Member.event_key.in_(keys))
    return {str(key): name for key, name in db.session.execute(known)}
