"""Levels that a certificate attests: written when it is issued, taken back with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    ClaimState,
    Evidence,
    EvidenceClaim,
    EvidenceKind,
    Visibility,
)
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.kit.exports import absolute


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


def show_certificate(
    member_id: int,
    address: str,
    title: str,
    levels: Mapping[tuple[int, int], int],
    *,
    visibility: Visibility,
    happened_on: date | None = None,
    about: str = "",
) -> tuple[Evidence, bool]:
    """Join to what the member shows a document that attests no level, and whether it is new.

    `levels` are what it may show, by item and edition: drafts, that the member changes, asks
    somebody about, or drops. The caller holds the document, so that two clicks join it once.
    """
    known = select(Evidence).where(*_of_certificate(member_id, address))
    if found := db.session.scalars(known.order_by(Evidence.id)).first():
        return found, False
    evidence = Evidence(
        member_id=member_id,
        kind=EvidenceKind.CERTIFICATE,
        title=title,
        about=about,
        url=absolute(address),
        happened_on=happened_on,
        visibility=visibility,
        claims=[
            EvidenceClaim(competency_id=competency_id, edition_id=edition_id, level=level)
            for (competency_id, edition_id), level in levels.items()
        ],
    )
    db.session.add(evidence)
    db.session.flush()
    return evidence, True


def expire_certificate(member_id: int, address: str, at: datetime, *, note: str) -> None:
    """A document that was shown holds no more: what rested on it neither, and it says so by its date."""
    end_certificate(member_id, address, at, note=note)
    shown = update(Evidence).where(*_of_certificate(member_id, address))
    db.session.execute(shown.values(expires_on=in_paris(at).date() - timedelta(days=1)))


def follow_certificate(member_id: int, before: str, after: str) -> None:
    """A document was replaced by another, that shows the same: what is shown leads to the new one."""
    shown = update(Evidence).where(*_of_certificate(member_id, before))
    db.session.execute(shown.values(url=absolute(after)))


def end_certificate(member_id: int, address: str, at: datetime, *, note: str) -> None:
    """What a certificate attested counts no more; it stays in the history, with the reason."""
    claims = _claims_of(member_id, address)
    db.session.execute(
        update(EvidenceClaim)
        .where(EvidenceClaim.id.in_(claims), EvidenceClaim.asked_at.is_not(None))
        .values(state=ClaimState.NOT_YET, note=note, decided_at=at)
    )
    held = Assessment.evidence_claim_id.in_(claims), Assessment.revoked_at.is_(None)
    db.session.execute(update(Assessment).where(*held).values(revoked_at=at))


def forget_certificate(member_id: int, address: str) -> None:
    """Nothing of a certificate stays among what the member shows, nor the levels that rest on it."""
    claims = _claims_of(member_id, address)
    db.session.execute(delete(Assessment).where(Assessment.evidence_claim_id.in_(claims)))
    db.session.execute(delete(EvidenceClaim).where(EvidenceClaim.id.in_(claims)))
    db.session.execute(delete(Evidence).where(*_of_certificate(member_id, address)))


def _claims_of(member_id: int, address: str) -> list[int]:
    """What is shown is held first, as whoever erases all of it does."""
    shown = select(Evidence.id).where(*_of_certificate(member_id, address)).order_by(Evidence.id)
    held = db.session.scalars(shown.with_for_update()).all()
    claims = select(EvidenceClaim.id).where(EvidenceClaim.evidence_id.in_(held))
    return list(db.session.scalars(claims))


def _of_certificate(member_id: int, address: str) -> tuple[ColumnElement[bool], ...]:
    """What a member shows of a document: joined by the site, or by themselves with its whole address."""
    return (
        Evidence.member_id == member_id,
        Evidence.url.in_((address, absolute(address))),
        Evidence.kind == EvidenceKind.CERTIFICATE,
    )
