"""Levels that a certificate attests: written when it is issued, taken back with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update

from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    ClaimState,
    Evidence,
    EvidenceClaim,
    EvidenceKind,
)
from intranet.kit.db import db


@dataclass(frozen=True)
class Certified:
    """A level reached in one item, as the edition that it was assessed by words it."""

    competency_id: int
    edition_id: int
    level: int
    assessor_id: int


def attest_by_certificate(
    member_id: int,
    address: str,
    title: str,
    levels: Iterable[Certified],
    at: datetime,
    *,
    happened_on: date | None = None,
) -> Evidence | None:
    """Join a certificate to the member’s evidence, with the levels that it attests.

    Level 0 attests nothing. The certificate itself is what answers: nobody is asked.
    """
    kept = [one for one in levels if one.level]
    if not kept:
        return None
    evidence = Evidence(
        member_id=member_id,
        kind=EvidenceKind.CERTIFICATE,
        title=title,
        url=address,
        happened_on=happened_on,
    )
    evidence.claims = [
        EvidenceClaim(
            competency_id=one.competency_id,
            edition_id=one.edition_id,
            level=one.level,
            state=ClaimState.ENDORSED,
            reviewer_id=one.assessor_id,
            asked_at=at,
            decided_at=at,
        )
        for one in kept
    ]
    db.session.add(evidence)
    db.session.flush()
    for one, claim in zip(kept, evidence.claims, strict=True):
        db.session.add(
            Assessment(
                member_id=member_id,
                author_id=one.assessor_id,
                competency_id=one.competency_id,
                edition_id=one.edition_id,
                kind=AssessmentKind.CERTIFICATE,
                level=one.level,
                evidence_claim_id=claim.id,
                at=at,
            )
        )
    return evidence


def end_certificate(member_id: int, address: str, at: datetime, *, note: str) -> None:
    """What a certificate attested counts no more; it stays in the history, with the reason."""
    claims = _claims_of(member_id, address)
    db.session.execute(
        update(EvidenceClaim)
        .where(EvidenceClaim.id.in_(claims))
        .values(state=ClaimState.NOT_YET, note=note, decided_at=at)
    )
    held = Assessment.evidence_claim_id.in_(claims), Assessment.revoked_at.is_(None)
    db.session.execute(update(Assessment).where(*held).values(revoked_at=at))


def forget_certificate(member_id: int, address: str) -> None:
    """Nothing of a certificate stays among what the member shows, nor the levels that rest on it."""
    claims = _claims_of(member_id, address)
    db.session.execute(delete(Assessment).where(Assessment.evidence_claim_id.in_(claims)))
    db.session.execute(delete(EvidenceClaim).where(EvidenceClaim.id.in_(claims)))
    theirs = Evidence.member_id == member_id, Evidence.url == address
    db.session.execute(delete(Evidence).where(*theirs, Evidence.kind == EvidenceKind.CERTIFICATE))


def _claims_of(member_id: int, address: str) -> list[int]:
    return list(
        db.session.scalars(
            select(EvidenceClaim.id)
            .join(Evidence, Evidence.id == EvidenceClaim.evidence_id)
            .where(
                Evidence.member_id == member_id,
                Evidence.url == address,
                Evidence.kind == EvidenceKind.CERTIFICATE,
            )
        )
    )
