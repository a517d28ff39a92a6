"""What a member shows for their levels: joined, changed, taken away with all that rested on it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, or_, select

from intranet.competencies.models import (
    AT_REST,
    Assessment,
    Evidence,
    EvidenceClaim,
    EvidenceIsFixed,
    NotAskable,
)
from intranet.kit import files
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.letters import Letter


def show_level(
    evidence: Evidence, competency_id: int, edition_id: int, level: int
) -> EvidenceClaim:
    """Say that this shows that level of that item; said again, it is the level that changes.

    Raises NotAskable where that level is being read, or was attested.
    """
    known = next((one for one in evidence.claims if one.competency_id == competency_id), None)
    if known is None:
        known = EvidenceClaim(competency_id=competency_id, edition_id=edition_id, level=level)
        evidence.claims.append(known)
        db.session.flush()
        return known
    if not known.is_askable:
        raise NotAskable
    known.level, known.edition_id = level, edition_id
    return known


def drop_claim(claim: EvidenceClaim) -> None:
    """No longer say so. Raises NotAskable where it is being read, or was attested."""
    at_rest = EvidenceClaim.id == claim.id, EvidenceClaim.state.in_(AT_REST)
    held = select(EvidenceClaim.id).where(*at_rest).with_for_update()
    if db.session.scalar(held) is None:
        raise NotAskable
    _forget_claims([claim.id], claim.evidence.member_id)


def put_file(evidence: Evidence, kept: Attachment | None) -> None:
    """Put a file, or none, in the place of the one that was there. Raises EvidenceIsFixed."""
    if evidence.is_fixed:
        raise EvidenceIsFixed
    before = evidence.attachment
    evidence.attachment = kept
    db.session.flush()
    if before:
        files.remove([before.id])


def discard_evidence(evidence: Evidence) -> None:
    """Take evidence away, with the attestations that rest on it, its letters and its file."""
    mine = select(EvidenceClaim.id).where(EvidenceClaim.evidence_id == evidence.id)
    # Held first: an answer that is being given comes before, or finds nothing.
    held = db.session.scalars(mine.with_for_update()).all()
    _forget_claims(held, evidence.member_id)
    db.session.execute(delete(Evidence).where(Evidence.id == evidence.id))
    files.remove([evidence.attachment_id] if evidence.attachment_id else [])


def key_prefix_of(member_id: int, claim_id: int | None = None) -> str:
    """How the keys of the letters about a member’s levels begin: erasing finds them by it."""
    return f"attest:{member_id}:" if claim_id is None else f"attest:{member_id}:{claim_id}:"


def _forget_claims(ids: Collection[int], member_id: int) -> None:
    db.session.execute(delete(Assessment).where(Assessment.evidence_claim_id.in_(ids)))
    if ids:
        told = or_(*(Letter.key.startswith(key_prefix_of(member_id, one)) for one in ids))
        db.session.execute(delete(Letter).where(told))
    db.session.execute(delete(EvidenceClaim).where(EvidenceClaim.id.in_(ids)))
