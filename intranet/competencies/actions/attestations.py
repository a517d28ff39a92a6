"""Asking somebody to attest a level, and what they answer: each told once, by letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from intranet.competencies import queries
from intranet.competencies.actions.evidence import key_prefix_of
from intranet.competencies.models import (
    AT_REST,
    Assessment,
    AssessmentKind,
    ClaimState,
    EvidenceClaim,
    EvidenceHasExpired,
    NotAskable,
    NotAwaited,
)
from intranet.kit import journal, letters
from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.kit.texts import end_of_day
from intranet.members.models import Member

AT_ONCE = 100


def ask_to_attest(
    claim: EvidenceClaim, reviewer: Member, about: str, at: datetime, *, as_manager: bool = False
) -> None:
    """Ask somebody to attest; `about` names the item. Raises NotAskable, EvidenceHasExpired."""
    if claim.evidence.has_expired(in_paris(at).date()):
        raise EvidenceHasExpired
    asked = {
        "state": ClaimState.ASKED,
        "reviewer_id": reviewer.id,
        "is_asked_as_manager": as_manager,
        "asked_at": at,
        "decided_at": None,
        "note": "",
    }
    if not _moved(claim, EvidenceClaim.state.in_(AT_REST), **asked):
        raise NotAskable
    _tell("asked", reviewer, claim, "asked", about, at)


def withdraw_request(claim: EvidenceClaim, at: datetime) -> None:
    """No longer ask. Raises NotAwaited where the answer came first."""
    if not _moved(
        claim,
        EvidenceClaim.state == ClaimState.ASKED,
        state=ClaimState.WITHDRAWN,
        decided_at=at,
    ):
        raise NotAwaited


def give_back_requests(at: datetime) -> int:
    """What was asked of somebody who left is asked of nobody: whoever asked is told. For the tick."""
    found, done = every(queries.asked_of_nobody_now().limit(AT_ONCE)), 0
    wording = queries.Wording() if found else None
    for claim in found:
        as_found = (
            EvidenceClaim.state == ClaimState.ASKED,
            EvidenceClaim.reviewer_id == claim.reviewer_id,
            EvidenceClaim.asked_at == claim.asked_at,
        )
        if wording and _moved(claim, *as_found, state=ClaimState.DRAFT):
            about = wording.about(claim.competency_id, claim.edition_id)
            _tell("given_back", claim.evidence.member, claim, "back", about, at)
            done += 1
    return done


def endorse(
    claim: EvidenceClaim, by: Member, seen: datetime | None, about: str, at: datetime, *, note: str
) -> Assessment:
    """Attest the level: one assessment, that lasts as long as what shows it.

    `seen` is when the request that was read was asked: asked anew, it may show something else.
    Raises NotAwaited, EvidenceHasExpired.
    """
    evidence = claim.evidence
    if evidence.has_expired(in_paris(at).date()):
        raise EvidenceHasExpired
    _decide(claim, by, seen, ClaimState.ENDORSED, note, at)
    kind = AssessmentKind.MANAGER if claim.is_asked_as_manager else AssessmentKind.PEER
    added = Assessment(
        member_id=evidence.member_id,
        author_id=by.id,
        competency_id=claim.competency_id,
        edition_id=claim.edition_id,
        kind=kind,
        level=claim.level,
        evidence_claim_id=claim.id,
        comment=note,
        at=at,
        expires_at=end_of_day(evidence.expires_on) if evidence.expires_on else None,
    )
    db.session.add(added)
    _tell("reviewed", evidence.member, claim, "endorsed", about, at)
    return added


def answer_not_yet(
    claim: EvidenceClaim, by: Member, seen: datetime | None, about: str, at: datetime, *, note: str
) -> None:
    """« Pas encore », and why: the member may work on it, and ask again. Raises NotAwaited."""
    _decide(claim, by, seen, ClaimState.NOT_YET, note, at)
    _tell("reviewed", claim.evidence.member, claim, "not-yet", about, at)


def revoke_attestation(
    claim: EvidenceClaim, by: Member, about: str, at: datetime, *, note: str
) -> None:
    """Take back what one attested, and say why: it stops counting, and stays in the history.

    Raises NotAwaited where it was revoked already.
    """
    endorsed = EvidenceClaim.state == ClaimState.ENDORSED, EvidenceClaim.reviewer_id == by.id
    if not _moved(claim, *endorsed, state=ClaimState.NOT_YET, note=note, decided_at=at):
        raise NotAwaited
    _note(claim, by)
    said = Assessment.evidence_claim_id == claim.id, Assessment.revoked_at.is_(None)
    db.session.execute(update(Assessment).where(*said).values(revoked_at=at))
    _tell("revoked", claim.evidence.member, claim, "revoked", about, at)


def _decide(
    claim: EvidenceClaim,
    by: Member,
    seen: datetime | None,
    state: ClaimState,
    note: str,
    at: datetime,
) -> None:
    as_read = (
        EvidenceClaim.state == ClaimState.ASKED,
        EvidenceClaim.reviewer_id == by.id,
        EvidenceClaim.asked_at == seen,
    )
    if seen is None or not _moved(claim, *as_read, state=state, note=note, decided_at=at):
        raise NotAwaited
    _note(claim, by)


def _note(claim: EvidenceClaim, by: Member) -> None:
    """That they decided: whose level it is, and what they said, is for nobody who reads the journal."""
    journal.note(Kind.REVIEWED, by=by, about=claim)


def _moved(claim: EvidenceClaim, *conditions: Any, **values: Any) -> bool:
    """Whether the claim still was as said, and now is as asked: one of two clicks wins."""
    changed = update(EvidenceClaim).where(EvidenceClaim.id == claim.id, *conditions)
    is_first = changed_one(changed.values(**values))
    db.session.expire(claim)
    return is_first


def _tell(
    template: str, to: Member, claim: EvidenceClaim, news: str, about: str, at: datetime
) -> None:
    letters.write(
        f"competencies/{template}",
        to.email,
        key=f"{key_prefix_of(claim.evidence.member_id, claim.id)}{news}:{at.isoformat()}",
        to=to,
        claim=claim,
        about=about,
    )
