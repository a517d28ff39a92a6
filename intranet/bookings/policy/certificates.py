"""What may be certified of somebody, and who may take it back.

The certificate of completion states the hours really done. Levels are attested of those who
followed most of the training, and were assessed on all that it teaches.
"""

from __future__ import annotations

from fractions import Fraction

from intranet.bookings.models import OF_LEVELS, Certificate, CertificateKind, Facts, Refusal
from intranet.members.models import Member

THRESHOLD = Fraction(4, 5)  # of the hours, from which levels may be attested


def refusal(kind: CertificateKind, facts: Facts, by: Member) -> Refusal | None:
    """Why this member cannot issue this kind, the first reason first; None where they can."""
    guards = {
        Refusal.ONES_OWN: facts.registration.member_id != by.id,
        Refusal.CALLED_OFF: not facts.is_called_off,
        Refusal.NOT_LOCKED: facts.is_locked,
        Refusal.NO_HOURS: facts.hours.attended > 0,
    }
    if kind in OF_LEVELS:
        guards |= {
            Refusal.TOO_FEW_HOURS: (facts.hours.rate or Fraction(0)) >= THRESHOLD,
            Refusal.NOT_ASSESSED: facts.reached is not None,
            Refusal.NOTHING_REACHED: any(one.level for one in facts.reached or ()),
        }
    if kind is CertificateKind.BADGE:
        guards[Refusal.NOT_ATTESTED] = CertificateKind.ATTAINMENT in facts.valid
    return next((reason for reason, is_met in guards.items() if not is_met), None)


def waits_for_its_name(kind: CertificateKind, facts: Facts) -> bool:
    """What was revoked to somebody, or that they withdrew, is theirs again by name only.

    A badge follows its attestation: one that is newer than the revocation gives it again.
    """
    if kind in facts.valid:
        return False
    if kind in facts.registration.withdrawn_kinds:
        return True
    if kind not in facts.revoked:
        return False
    attested = facts.valid.get(CertificateKind.ATTAINMENT)
    revoked_at = facts.revoked[kind].revoked_at
    is_newer = bool(attested and revoked_at and attested.issued_at >= revoked_at)
    return not (kind is CertificateKind.BADGE and is_newer)


def may_withdraw(member: Member, certificate: Certificate) -> bool:
    """Its holder alone, once."""
    return certificate.member_id == member.id and certificate.withdrawn_at is None
