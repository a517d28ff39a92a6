"""What tests of evidence start from: something shown, asked of somebody, attested by them."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from werkzeug.datastructures import FileStorage

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    Evidence,
    EvidenceClaim,
    EvidenceKind,
    ProfileShare,
    Visibility,
)
from intranet.kit import files
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.pdfs import PDF


def a_pdf(name: str = "attestation.pdf", body: bytes = PDF) -> FileStorage:
    return FileStorage(io.BytesIO(body), filename=name)


def some_evidence(member: Member | None, asked_of: Member | None = None, **given: Any) -> Evidence:
    """A document with its file that shows D1.1 at 3 (asked of somebody) and D1.2 at 2."""
    assert member
    evidence = Evidence(
        member_id=member.id,
        kind=EvidenceKind.DOCUMENT,
        title=given.pop("title", "Diagnostic de territoire"),
        visibility=given.pop("visibility", Visibility.REVIEWERS),
        attachment=files.keep(a_pdf()),
        **given,
    )
    db.session.add(evidence)
    db.session.flush()
    for code, level in (("D1.1", 3), ("D1.2", 2)):
        shows(evidence, code, level)
    if asked_of:
        asks(evidence.claims[0], asked_of)
    db.session.commit()
    return evidence


def shows(evidence: Evidence, code: str, level: int) -> EvidenceClaim:
    catalogue = queries.in_force()
    item = catalogue.by_code[code]
    claim = actions.show_level(evidence, item.competency_id, catalogue.edition_id, level)
    db.session.commit()
    return claim


def asks(
    claim: EvidenceClaim, reviewer: Member, at: datetime | None = None, *, as_manager: bool = False
) -> EvidenceClaim:
    at = at or now() - timedelta(hours=1)
    actions.ask_to_attest(claim, reviewer, about(claim), at, as_manager=as_manager)
    db.session.commit()
    return claim


def endorses(claim: EvidenceClaim, at: datetime | None = None, note: str = "") -> None:
    assert claim.reviewer
    actions.endorse(claim, claim.reviewer, claim.asked_at, about(claim), at or now(), note=note)
    db.session.commit()


def attested(member: Member, by: Member, **given: Any) -> EvidenceClaim:
    """D1.1 at 3, attested."""
    claim = some_evidence(member, asked_of=by, **given).claims[0]
    endorses(claim)
    return claim


def about(claim: EvidenceClaim) -> str:
    return queries.Wording().about(claim.competency_id, claim.edition_id)


def a_share(
    member: Member | None,
    *,
    declared: bool = True,
    attested: bool = True,
    job: int | None = None,
    at: datetime | None = None,
    days: int = 30,
) -> tuple[ProfileShare, str]:
    """A link to somebody's levels, and the token that opens it."""
    assert member
    scope = actions.Scope(declared, attested, job)
    token = actions.share_profile(member.id, "Entretien à la CCI", days, scope, at or now())
    db.session.commit()
    return db.session.scalars(queries.share_of_token(token)).unique().one(), token
