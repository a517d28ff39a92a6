"""Showing a plan by a link that expires, closing it at once, and noting who came."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from intranet.career.models import Plan, PlanShare, PlanVisit
from intranet.kit.db import db
from intranet.members.queries import hashed


@dataclass(frozen=True)
class Shown:
    """What a link shows beside the courses and their dates."""

    scores: bool = True
    prices: bool = True


def share_plan(plan: Plan, label: str, days: int, shown: Shown, at: datetime) -> str:
    """A new link; its token is returned once, and only its hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        PlanShare(
            plan_id=plan.id,
            token_hash=hashed(token),
            label=label,
            shows_scores=shown.scores,
            shows_prices=shown.prices,
            expires_at=at + timedelta(days=days),
        )
    )
    return token


def visit_plan(share: PlanShare, visitor_id: int | None, at: datetime) -> None:
    """Note that it was opened, and by whom if they are known; one’s own visits do not count."""
    if visitor_id != share.plan.member_id:
        db.session.add(PlanVisit(share_id=share.id, member_id=visitor_id, at=at))
