"""Declaring that a provider is certified, and checking it: rows are added, a decision is taken once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from intranet.courses.models import CatalogueStamp, NotAwaited, QualityCertificate
from intranet.kit import journal, letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.organizations.models import Organization


def declare_quality(
    provider: Organization, said: Mapping[str, Any], evidence: Attachment, by: Member
) -> QualityCertificate:
    """One more certificate in the history of a provider; it counts once an animator has read it."""
    declared = QualityCertificate(
        organization=provider, evidence=evidence, declared_by_id=by.id, **said
    )
    db.session.add(declared)
    db.session.flush()
    return declared


def verify_quality(found: QualityCertificate, by: Member, at: datetime) -> None:
    """Say that the proof was read and is right. Raises NotAwaited for whoever comes second."""
    _decide(found, by, at, "")


def refuse_quality(found: QualityCertificate, by: Member, at: datetime, reason: str) -> None:
    """Say why the proof does not do. Raises NotAwaited for whoever comes second."""
    _decide(found, by, at, reason)


def _decide(found: QualityCertificate, by: Member, at: datetime, refusal: str) -> None:
    taken = update(QualityCertificate).where(
        QualityCertificate.id == found.id, QualityCertificate.verified_at.is_(None)
    )
    if not changed_one(taken.values(verified_at=at, verified_by_id=by.id, refusal=refusal)):
        raise NotAwaited(found.id)
    db.session.refresh(found)
    CatalogueStamp.change()
    journal.note(Kind.REVIEWED, by=by, concerns=found.declared_by, about=found)
    if found.declared_by and found.declared_by.is_active:
        letters.write(
            "courses/quality_decided",
            found.declared_by.email,
            key=f"quality-{found.id}-decided",
            member=found.declared_by,
            certificate=found,
            animator=by,
        )
