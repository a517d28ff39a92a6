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
from intranet.openings.models import ApplicationFile, JobApplication, Opening

# What an act was about, by its table, in French.
SUBJECTS = {
    "application_file": "pièce de candidature",
    "bookable": "inscriptions",
    "certificate": "certificat",
    "comment": "remarque",
    "course": "formation",
    "course_file": "fichier de formations",
    "edition": "édition du référentiel",
    "event": "rencontre",
    "evidence_claim": "demande d’avis sur un niveau",
    "guide_edition": "édition d’un guide",
    "imported_file": "fichier du référentiel",
    "job_application": "candidature",
    "opening": "offre",
    "opening_import": "fichier d’offres",
    "organization": "structure",
    "practice": "fiche de bonne pratique",
    "proposal": "proposition sur le référentiel",
    "quality_certificate": "certificat qualité",
    "sheet_batch": "lot de fiches",
    "signing_key": "clé de signature",
}
# What more is said of it, by the word of the code; roles have their own.
DETAILS = {
    "accepted": "acceptée",
    "address": "par son adresse électronique",
    "again": "redemandé",
    "all": "toutes",
    "anonymous": "noms de candidatures",
    "applications": "candidatures",
    "certificate": "un certificat",
    "certificates": "certificats d’une session",
    "changes_requested": "à corriger",
    "code": "par un code",
    "corrections": "à corriger",
    "courses": "catalogue de formations",
    "decided": "candidatures décidées",
    "declined": "déclinée",
    "delays": "délais du jour",
    "dismissed": "signalement sans suite",
    "draft": "brouillons de candidature",
    "expert_named": "experte ou expert nommé",
    "expert_unnamed": "experte ou expert retiré",
    "levels": "niveaux",
    "merged": "fiches réunies",
    "closed": "structure fermée",
    "reopened": "structure rouverte",
    "minor": "correction mineure",
    "address_asked": "changement demandé",
    "new_address": "changée",
    "one": "une seule",
    "opinion": "avis donné",
    "others": "les autres",
    "passkey": "par une clé d’accès",
    "provider": "par un fournisseur d’identité",
    "published": "mise en ligne",
    "refused": "refusée",
    "reinstated": "remise en ligne",
    "read_first": "offres relues avant publication",
    "referent": "référent de la structure",
    "rejected": "refusée",
    "replaced": "certificat remplacé",
    "reviewed": "après relecture",
    "revision_accepted": "révision acceptée",
    "revision_refused": "révision refusée",
    "revoked": "certificat révoqué",
    "seats": "liste des inscrits",
    "signing_key": "clé de signature changée",
    "suspended": "suspendue",
    "swept": "octets effacés du disque",
    "taken_back": "reprise par ses auteurs",
    "team": "niveaux de l’équipe",
    "undone": "annulé",
    "whole": "archive entière",
    "withdrawn": "retirée du site",
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


def unnamed_in(events: Iterable[SecurityEvent]) -> set[int]:
    """The lines on a file read for an employer that is not named: nor is whoever read it."""
    read = {line.number: line.about_id for line in events if line.kind is Kind.FILE_READ}
    if not read:
        return set()
    named = (
        select(ApplicationFile.id)
        .join(ApplicationFile.application)
        .join(JobApplication.opening)
        .where(ApplicationFile.id.in_(read.values()), Opening.is_confidential.is_(False))
    )
    told = set(db.session.scalars(named))
    return {number for number, file_id in read.items() if file_id not in told}
