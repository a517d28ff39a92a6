"""The facts from which documents are made: who was there, for how long, what they reached."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.bookings.hours import hours_done
from intranet.bookings.models import (
    EXPECTED,
    Attendance,
    Bookable,
    BookableKind,
    Certificate,
    CertificateKind,
    CertifiedMeeting,
    Facts,
    Hours,
    IssueOrder,
    Reached,
    Registration,
    Slot,
)
from intranet.kit.db import db, every
from intranet.kit.texts import fold
from intranet.members.models import Member


@dataclass(frozen=True)
class Certifier:
    """What a domain above answers of its own meetings, so that documents can be made of them.

    `reached` tells the levels of those who were assessed on all that the meeting teaches; whoever
    is not in its answer was not.
    """

    describe: Callable[[int], CertifiedMeeting]
    reached: Callable[[Bookable, Collection[int]], Mapping[int, tuple[Reached, ...]]]
    may_certify: Callable[[Member, int], frozenset[CertificateKind]]


_CERTIFIERS: dict[BookableKind, Certifier] = {}


def certified_by(kind: BookableKind, certifier: Certifier) -> None:
    """Let a domain answer for the meetings of a kind."""
    _CERTIFIERS[kind] = certifier


def certifier_of(bookable: Bookable) -> Certifier | None:
    return _CERTIFIERS.get(bookable.kind)


def kinds_certified_by(member: Member, bookable: Bookable) -> frozenset[CertificateKind]:
    """What a member may issue, replace and revoke for a meeting."""
    certifier = certifier_of(bookable)
    return certifier.may_certify(member, bookable.id) if certifier else frozenset()


def hours_of(bookable: Bookable, only: Collection[int] | None = None) -> dict[int, Hours]:
    """The hours done by everybody who has a line of attendance, by registration: two statements."""
    query = select(Attendance).join(Attendance.slot).where(Slot.bookable_id == bookable.id)
    if only is not None:
        query = query.where(Attendance.registration_id.in_(only))
    lines: dict[int, list[Attendance]] = {}
    for line in every(query):
        lines.setdefault(line.registration_id, []).append(line)
    return {one: hours_done(bookable.slots, bookable.tz, theirs) for one, theirs in lines.items()}


def facts_of(bookable: Bookable, only: Collection[int] | None = None) -> list[Facts]:
    """What is known of everybody who had a seat (or of some), by name; as many statements for all."""
    certifier = certifier_of(bookable)
    if certifier is None:
        return []
    seated = select(Registration).where(
        Registration.bookable_id == bookable.id, Registration.state.in_(EXPECTED)
    )
    if only is not None:
        seated = seated.where(Registration.id.in_(only))
    people = every(
        seated.options(joinedload(Registration.member), joinedload(Registration.employer))
    )
    ids = [one.id for one in people]
    meeting, hours = certifier.describe(bookable.id), hours_of(bookable, only)
    reached = certifier.reached(bookable, ids) if meeting.assesses else {}
    valid, revoked = valid_of(bookable, only), revoked_of(bookable, only)
    none = hours_done(bookable.slots, bookable.tz, [])
    found = [
        Facts(
            registration=one,
            name=name_of(one),
            employer=one.employer.name if one.employer else "",
            meeting=meeting,
            hours=hours.get(one.id, none),
            is_locked=bookable.attendance_locked_at is not None,
            is_called_off=bookable.is_called_off,
            reached=reached.get(one.id),
            valid=valid.get(one.id, {}),
            revoked=revoked.get(one.id, {}),
        )
        for one in people
        if name_of(one)
    ]
    return sorted(found, key=lambda facts: (fold(facts.name), facts.registration.id))


def valid_of(
    bookable: Bookable, only: Collection[int] | None = None
) -> dict[int, dict[CertificateKind, Certificate]]:
    """The documents in force of a meeting, by registration and kind."""
    return _of_people(in_force(), bookable, only)


def revoked_of(
    bookable: Bookable, only: Collection[int] | None = None
) -> dict[int, dict[CertificateKind, Certificate]]:
    """The last document of each kind that was revoked to somebody, by registration and kind."""
    ended = select(Certificate).where(Certificate.revoked_at.is_not(None)).order_by(Certificate.id)
    return _of_people(ended, bookable, only)


def _of_people(
    documents: Select[Certificate], bookable: Bookable, only: Collection[int] | None
) -> dict[int, dict[CertificateKind, Certificate]]:
    query = documents.join(Registration, Registration.id == Certificate.registration_id).where(
        Registration.bookable_id == bookable.id
    )
    if only is not None:
        query = query.where(Registration.id.in_(only))
    found: dict[int, dict[CertificateKind, Certificate]] = {}
    for one in every(query):
        found.setdefault(one.registration_id or 0, {})[one.kind] = one
    return found


def in_force() -> Select[Certificate]:
    return select(Certificate).where(
        Certificate.replaced_at.is_(None),
        Certificate.revoked_at.is_(None),
        Certificate.withdrawn_at.is_(None),
    )


def name_of(registration: Registration) -> str:
    """How somebody is named that day; nothing for a seat without a name."""
    member = registration.member
    if member is None:
        return registration.guest_name
    return "" if member.closed_at else member.name


def of_code(code: str) -> Select[Certificate]:
    """The document of a code, whatever became of it."""
    return (
        select(Certificate)
        .where(Certificate.code == code)
        .options(joinedload(Certificate.replaced_by))
    )


def held_by_member(member: Member) -> Select[Certificate]:
    """One’s own documents, the newest first."""
    return (
        select(Certificate)
        .where(Certificate.member_id == member.id)
        .options(joinedload(Certificate.replaced_by))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )


def bookable_of(certificate: Certificate) -> Bookable | None:
    """The meeting that a document is about; None once it was withdrawn."""
    if certificate.registration_id is None:
        return None
    return db.session.scalars(
        select(Bookable)
        .join(Registration, Registration.bookable_id == Bookable.id)
        .where(Registration.id == certificate.registration_id)
    ).one_or_none()


def order_of(order_id: int) -> Select[IssueOrder]:
    return (
        select(IssueOrder)
        .where(IssueOrder.id == order_id)
        .options(joinedload(IssueOrder.bookable), joinedload(IssueOrder.asked_by))
    )


def orders_under_way(bookable_id: int | None = None) -> Sequence[IssueOrder]:
    """What was asked and is not finished: of one meeting, or of all."""
    query = select(IssueOrder).where(IssueOrder.finished_at.is_(None)).order_by(IssueOrder.id)
    if bookable_id is not None:
        query = query.where(IssueOrder.bookable_id == bookable_id)
    return every(query)
