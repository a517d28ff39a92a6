"""Levels that others attest, beside those that one declares: never mixed, never averaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from intranet.competencies.levels import vouches
from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    AssessmentState,
    Erasure,
    Evidence,
    EvidenceClaim,
)
from intranet.kit.db import db
from intranet.members.models import Member


@dataclass(frozen=True)
class Attestation:
    """What somebody else once said of a member’s level."""

    id: int
    competency_id: int
    edition_id: int
    level: int
    kind: AssessmentKind
    author_id: int
    author: str
    claim_id: int | None
    comment: str
    at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    state: AssessmentState = AssessmentState.LEVEL
    interest: int | None = None
    offers_help: bool = False
    is_to_confirm: bool = False

    def counts(self, at: datetime) -> bool:
        return vouches(self, at)


@dataclass(frozen=True)
class OwnSide:
    """What the page of an item tells its reader of themselves, besides their own answers."""

    claims: list[EvidenceClaim]
    attestations: list[Attestation]
    erasure: int


def attestations_of(member_id: int) -> dict[int, list[Attestation]]:
    """All that others said of a member’s levels, by item, the newest first."""
    said = (
        select(Assessment, Member.name)
        .join(Member, Member.id == Assessment.author_id)
        .where(Assessment.member_id == member_id, *_BY_OTHERS)
        .order_by(Assessment.at.desc(), Assessment.id.desc())
    )
    found: dict[int, list[Attestation]] = {}
    for row, author in db.session.execute(said):
        found.setdefault(row.competency_id, []).append(_attestation(row, author))
    return found


def own_side(competency_id: int, member_id: int) -> OwnSide:
    """What a member shows for an item, who attested it, and their last erasure: in one statement.

    A handful of claims beside a handful of attestations: each pair is a row, and is read once.
    """
    rows = db.session.execute(_own_side(), {"item": competency_id, "reader": member_id}).all()
    return OwnSide(
        claims=list({row[0].id: row[0] for row in rows if row[0]}.values()),
        attestations=list(
            {row[3].id: _attestation(row[3], row[4]) for row in rows if row[3]}.values()
        ),
        erasure=rows[0][5] or 0,
    )


@cache
def _own_side() -> Select[Any]:
    """Built once: it stands on the page of each item."""
    item: BindParameter[int] = bindparam("item")
    member_id: BindParameter[int] = bindparam("reader")
    reviewer, author = aliased(Member), aliased(Member)
    mine = select(Evidence.id).where(Evidence.member_id == member_id)
    erasure = select(func.max(Erasure.id)).where(Erasure.member_id == member_id).scalar_subquery()
    return (
        select(EvidenceClaim, Evidence, reviewer, Assessment, author.name, erasure)
        .select_from(Member)
        .outerjoin(
            EvidenceClaim,
            and_(EvidenceClaim.competency_id == item, EvidenceClaim.evidence_id.in_(mine)),
        )
        .outerjoin(Evidence, Evidence.id == EvidenceClaim.evidence_id)
        .outerjoin(reviewer, reviewer.id == EvidenceClaim.reviewer_id)
        .outerjoin(
            Assessment,
            and_(
                Assessment.member_id == Member.id,
                Assessment.competency_id == item,
                *_BY_OTHERS,
            ),
        )
        .outerjoin(author, author.id == Assessment.author_id)
        .where(Member.id == member_id)
        .order_by(EvidenceClaim.id.desc(), Assessment.at.desc(), Assessment.id.desc())
    )


def _attestation(said: Assessment, author: str) -> Attestation:
    return Attestation(
        id=said.id,
        competency_id=said.competency_id,
        edition_id=said.edition_id,
        level=said.level or 0,
        kind=said.kind,
        author_id=said.author_id,
        author=author,
        claim_id=said.evidence_claim_id,
        comment=said.comment,
        at=said.at,
        expires_at=said.expires_at,
        revoked_at=said.revoked_at,
    )


_BY_OTHERS = (
    Assessment.kind != AssessmentKind.SELF,
    Assessment.state == AssessmentState.LEVEL,
)
