"""Showing one’s levels by a link that expires, closing it at once, and noting who came."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from intranet.competencies.models import ProfileShare, ShareVisit
from intranet.kit.db import db
from intranet.members.queries import hashed


@dataclass(frozen=True)
class Scope:
    """What a link shows: which voices, and of which items."""

    declared: bool
    attested: bool
    job_profile_id: int | None = None  # None: everything


def share_profile(member_id: int, label: str, days: int, scope: Scope, at: datetime) -> str:
    """A new link; its token is returned once, and only its hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        ProfileShare(
            member_id=member_id,
            token_hash=hashed(token),
            label=label,
            shows_declared=scope.declared,
            shows_attested=scope.attested,
            job_profile_id=scope.job_profile_id,
            expires_at=at + timedelta(days=days),
        )
    )
    return token


def visit(share: ProfileShare, visitor_id: int | None, at: datetime) -> None:
    """Note that it was opened, and by whom if they are known; one’s own visits do not count."""
    if visitor_id != share.member_id:
        db.session.add(ShareVisit(share_id=share.id, member_id=visitor_id, at=at))
