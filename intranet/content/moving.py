"""Demonstration immersions, a request that waits, and two wishes that answer one another."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from intranet.competencies.models import JobProfile
from intranet.competencies.queries import in_force
from intranet.content.people import account
from intranet.content.written import read
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.openings.actions import immersions, swaps
from intranet.openings.models import (
    Category,
    Immersion,
    ImmersionRequest,
    OwnStatus,
    Status,
    SwapWish,
)
from intranet.places.models import Municipality

FACTS = Path(__file__).parent / "facts" / "moving.yaml"


def load() -> None:
    """Those that are not in yet; none in production."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    facts = read(FACTS)
    known = set(db.session.scalars(select(Immersion.title).where(Immersion.is_demo)))
    for told in facts["immersions"]:
        if told["title"] not in known:
            immersions.offer(_offer(told), account(told["author"]))
    for told in facts["requests"]:
        _ask(told)
    new = [_wish(told) for told in facts["wishes"]]
    if any(new):
        # As the tick would have: they read that an exchange is possible.
        swaps.search_for(max(wish.id for wish in new if wish), now())


def _offer(told: dict[str, Any]) -> immersions.Offer:
    items = in_force().by_code
    return immersions.Offer(
        title=told["title"],
        town=db.session.get_one(Municipality, told["commune"]),
        about=told["about"].strip(),
        conditions=told["conditions"],
        skills=[(items[code].competency_id, level) for code, level in told["skills"]],
        slots=[
            immersions.Days(monday_after(today() + timedelta(days=start)), days, places)
            for start, days, places in told["slots"]
        ],
    )


def monday_after(on: date) -> date:
    return on + timedelta(days=7 - on.weekday())


def _ask(told: dict[str, Any]) -> None:
    member = account(told["member"])
    immersion = db.session.scalars(
        select(Immersion).where(Immersion.is_demo, Immersion.title == told["immersion"])
    ).one()
    asked = select(ImmersionRequest.id).filter_by(immersion_id=immersion.id, member_id=member.id)
    if db.session.scalar(asked.limit(1)) is None:
        immersions.ask(immersion.slots[told["slot"]], member, told["message"], now())


def _wish(told: dict[str, Any]) -> SwapWish | None:
    """The wish of somebody who never had one, and their status."""
    member = account(told["member"])
    if db.session.scalar(select(SwapWish.id).filter_by(member_id=member.id).limit(1)):
        return None
    status, category = Status(told["status"]), Category(told["category"])
    if db.session.get(OwnStatus, member.id) is None:
        db.session.add(OwnStatus(member_id=member.id, status=status, category=category))
    profile = select(JobProfile.id).where(JobProfile.slug == told["job_profile"])
    said = swaps.Said(
        department_code=told["here"],
        wanted=told["wanted"],
        job_profile_id=db.session.scalars(profile).one(),
        status=status,
        category=category,
    )
    return swaps.wish(member, said)
