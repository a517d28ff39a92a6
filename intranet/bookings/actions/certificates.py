"""Issuing documents, each once; replacing, revoking, withdrawing them: what they said never changes."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, null, select, update

from intranet.bookings import badges, payloads
from intranet.bookings.actions.keys import key_in_force
from intranet.bookings.models import (
    CERTIFICATE_LABELS,
    Certificate,
    CertificateAlreadyIssued,
    CertificateCount,
    CertificateIsOver,
    CertificateKind,
    Facts,
    NotCertifiable,
    Registration,
)
from intranet.bookings.policy import refusal
from intranet.competencies.actions import (
    Certified,
    attest_by_certificate,
    end_certificate,
    expire_certificate,
    follow_certificate,
    forget_certificate,
)
from intranet.kit import journal, letters, links
from intranet.kit.canonical import digest
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one, hold_row, inserting
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.kit.journal import Kind
from intranet.kit.letters import Letter
from intranet.members.models import Member

HANDED = "certificate handed"  # what the link of a guest’s letter is signed for


def issue(facts: Facts, kind: CertificateKind, by: Member, at: datetime) -> Certificate:
    """One document of this kind for one person. Raises NotCertifiable, CertificateAlreadyIssued.

    Whoever issues holds the count of the year until the commit: of two at once, the second finds
    what the first issued, and no number is missing whatever fails.
    """
    if reason := refusal(kind, facts, by):
        raise NotCertifiable(reason)
    year = in_paris(at).year
    number = hold_count(year) + 1
    if db.session.scalar(select(Certificate.id).where(*_valid(facts.registration.id, kind))):
        raise CertificateAlreadyIssued
    issued = _made(facts, kind, f"{year}-{number:06}", by, at)
    counted = update(CertificateCount).where(CertificateCount.year == year)
    db.session.execute(counted.values(issued=number))
    db.session.add(issued)
    db.session.flush()
    if kind is CertificateKind.ATTAINMENT:
        _attest(issued, facts, by, at)
    _tell(issued, facts)
    return issued


def replace(
    certificate: Certificate, facts: Facts, by: Member, at: datetime, *, reason: str
) -> Certificate:
    """Issue what is true now, and point the old one to it; a badge said what the attestation did, and
    ends with it. Raises CertificateIsOver, NotCertifiable.
    """
    if refused := refusal(certificate.kind, facts, by):
        raise NotCertifiable(refused)
    if not _end(certificate, replaced_at=at, replace_reason=reason):
        raise CertificateIsOver
    _note(certificate, by, "replaced")
    if certificate.kind is CertificateKind.ATTAINMENT:
        said = f"L’attestation est remplacée : {reason}"
        _end_badge(facts.registration.id, revoked_at=at, revoked_by_id=by.id, revoke_reason=said)
    if certificate.kind is not CertificateKind.PRESENCE:
        _end_levels(certificate, at, f"Certificat remplacé : {reason}")
    issued = issue(facts, certificate.kind, by, at)
    if certificate.kind is CertificateKind.PRESENCE and certificate.member_id is not None:
        follow_certificate(certificate.member_id, certificate.address, issued.address)
    this = update(Certificate).where(Certificate.id == certificate.id)
    db.session.execute(this.values(replaced_by_id=issued.id))
    db.session.expire(certificate)
    return issued


def revoke(certificate: Certificate, by: Member, at: datetime, *, reason: str) -> None:
    """It certifies nothing any more, and its page says why; a badge goes with its attestation.

    Raises CertificateIsOver.
    """
    said = {"revoked_at": at, "revoked_by_id": by.id, "revoke_reason": reason}
    registration_id, kind = certificate.registration_id, certificate.kind
    if not _end(certificate, **said):
        raise CertificateIsOver
    _note(certificate, by, "revoked")
    if kind is CertificateKind.ATTAINMENT:
        _end_badge(registration_id, **said)
    _end_levels(certificate, at, f"Certificat révoqué : {reason}")


def _note(certificate: Certificate, by: Member, what: str) -> None:
    holder = db.session.get(Member, certificate.member_id or 0)
    journal.note(Kind.SETTING_CHANGED, by=by, concerns=holder, about=certificate, detail=what)


def withdraw(certificate: Certificate, at: datetime) -> None:
    """At its holder’s request: nothing of them stays, its page only says that it was withdrawn.

    Their seat keeps its kind, so that it does not come back with everybody’s. Raises CertificateIsOver
    where that was done already.
    """
    member_id, address = certificate.member_id, certificate.address
    seat_id, kind = certificate.registration_id, certificate.kind
    if seat_id is not None:
        hold_row(Registration, seat_id)
    this = Certificate.id == certificate.id, Certificate.withdrawn_at.is_(None)
    wiped: dict[str, Any] = {
        "registration_id": None,
        "member_id": None,
        "payload": {},
        "credential": null(),
    }
    if not changed_one(update(Certificate).where(*this).values(withdrawn_at=at, **wiped)):
        raise CertificateIsOver
    if seat_id is not None:
        seat = db.session.get_one(Registration, seat_id)
        seat.withdrawn_kinds = sorted({*seat.withdrawn_kinds, kind})
    db.session.expire(certificate)
    db.session.execute(delete(Letter).where(Letter.key == _letter_key_of(certificate.id)))
    if member_id is not None:
        forget_certificate(member_id, address)


def withdraw_all(member_id: int, at: datetime) -> None:
    """For an account that closes."""
    for one in db.session.scalars(
        select(Certificate).where(Certificate.member_id == member_id)
    ).all():
        withdraw(one, at)


def hold_count(year: int) -> int:
    """How many were issued in a year; the row is held until the commit."""
    held = inserting(CertificateCount).values(year=year, issued=0)
    db.session.execute(
        held.on_conflict_do_update(
            index_elements=["year"], set_={"issued": CertificateCount.issued}
        )
    )
    found = select(CertificateCount.issued).where(CertificateCount.year == year)
    return db.session.scalars(found).one()


def _valid(registration_id: int | None, kind: CertificateKind) -> tuple[ColumnElement[bool], ...]:
    return (
        Certificate.registration_id == registration_id,
        Certificate.kind == kind,
        Certificate.replaced_at.is_(None),
        Certificate.revoked_at.is_(None),
    )


def _made(
    facts: Facts, kind: CertificateKind, serial: str, by: Member, at: datetime
) -> Certificate:
    code = payloads.new_code()
    payload = payloads.payload_of(kind, facts, serial=serial, code=code, signed_by=by.name, at=at)
    made = Certificate(
        registration_id=facts.registration.id,
        member_id=facts.registration.member_id,
        kind=kind,
        serial=serial,
        code=code,
        payload=payload,
        sha256=digest(payload),
        issued_at=at,
        issued_by_id=by.id,
    )
    if kind is CertificateKind.BADGE:
        made.status_index = _free_index()
        made.credential = _signed(made, facts, at)
    return made


def _signed(made: Certificate, facts: Facts, at: datetime) -> dict[str, Any]:
    meeting, index = facts.meeting, made.status_index
    assert index is not None
    return badges.sign(
        key_in_force(),
        address=made.address,
        name=meeting.title,
        person=facts.name,
        description=f"Niveaux atteints à l’issue de la formation « {meeting.title} » ({meeting.organizer}).",
        criteria="Avoir suivi au moins 80 % des heures et avoir été évalué sur chaque compétence visée.",
        course=meeting.address,
        achieved=[
            badges.Achieved(one.code, one.title, one.uri, one.edition, one.level, one.level_label)
            for one in facts.reached or ()
        ],
        index=index,
        at=at,
    )


def _free_index() -> int:
    """A bit that no badge has, drawn by lot: lists tell nothing of an order. Lists stay half empty."""
    given = db.session.scalar(select(func.count(Certificate.status_index))) or 0
    first = given // (badges.LIST_SIZE // 2) * badges.LIST_SIZE
    while True:
        index = first + secrets.randbelow(badges.LIST_SIZE)
        taken = select(Certificate.id).where(Certificate.status_index == index)
        if db.session.scalar(taken) is None:
            return index


def _attest(issued: Certificate, facts: Facts, by: Member, at: datetime) -> None:
    """The levels become the person’s, with the certificate as what shows them."""
    member_id = facts.registration.member_id
    if member_id is None:
        return
    attest_by_certificate(
        member_id,
        issued.address,
        f"{CERTIFICATE_LABELS[issued.kind]} : {facts.meeting.title}",
        [
            Certified(
                one.competency_id,
                one.edition_id,
                one.level,
                _assessor(one.assessor_id, member_id, by),
            )
            for one in facts.reached or ()
        ],
        at,
        happened_on=facts.meeting.ends_on,
    )


def _tell(issued: Certificate, facts: Facts) -> None:
    """Its holder is told, once; a guest, who has no account, by a link that opens the document."""
    seat = facts.registration
    address = seat.member.email if seat.member else seat.guest_email
    if not address:
        return
    handed = f"/certificats/remis/{links.signed(HANDED, issued.id)}"
    letters.write(
        "bookings/certificate",
        address,
        key=_letter_key_of(issued.id),
        secret_link=absolute(issued.address if seat.member else handed),
        name=facts.name,
        certificate=issued,
        meeting=facts.meeting,
        is_guest=seat.member is None,
    )


def _letter_key_of(certificate_id: int) -> str:
    return f"certificate:{certificate_id}"


def _assessor(assessor_id: int | None, member_id: int, by: Member) -> int:
    """Who established the level; nobody attests their own."""
    return by.id if assessor_id is None or assessor_id == member_id else assessor_id


def _end_levels(certificate: Certificate, at: datetime, note: str) -> None:
    ends = {
        CertificateKind.ATTAINMENT: end_certificate,
        CertificateKind.PRESENCE: expire_certificate,
    }
    if certificate.member_id is not None and certificate.kind in ends:
        ends[certificate.kind](certificate.member_id, certificate.address, at, note=note)


def _end_badge(registration_id: int | None, **values: Any) -> None:
    badge = _valid(registration_id, CertificateKind.BADGE)
    db.session.execute(update(Certificate).where(*badge).values(**values))


def _end(certificate: Certificate, **values: Any) -> bool:
    """Whether it still was in force, and now is not: one of two clicks wins."""
    this = (
        Certificate.id == certificate.id,
        Certificate.replaced_at.is_(None),
        Certificate.revoked_at.is_(None),
        Certificate.withdrawn_at.is_(None),
    )
    done = changed_one(update(Certificate).where(*this).values(**values))
    db.session.expire(certificate)
    return done
