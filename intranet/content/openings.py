"""The demonstration openings: fictive employers, real places, dates counted from today."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import current_app
from sqlalchemy import select

from intranet.competencies.actions import Asked
from intranet.competencies.models import JobProfile, Need
from intranet.competencies.queries import in_force
from intranet.content.written import read
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.texts import end_of_day
from intranet.members.models import Member, Membership, MembershipState
from intranet.openings import actions
from intranet.openings.models import (
    EXPERIENCE_LABELS,
    ApplyMode,
    Category,
    CloseReason,
    JobKind,
    Opening,
    Route,
    State,
    Vacancy,
    Wording,
    WorkTime,
)
from intranet.organizations.models import Organization

FACTS = Path(__file__).parent / "facts" / "openings.yaml"
KINDS = {
    "emploi": JobKind.JOB,
    "mission": JobKind.ASSIGNMENT,
    "remplacement": JobKind.REPLACEMENT,
    "alternance": JobKind.APPRENTICESHIP,
    "stage": JobKind.INTERNSHIP,
    "vta": JobKind.VOLUNTEERING,
    "mise_a_disposition": JobKind.SECONDMENT,
    "immersion": JobKind.IMMERSION,
}
HOW_TO_APPLY = (
    "Offre de démonstration : seuls les comptes de démonstration y candidatent. Sur une offre réelle,"
    " l’employeur dit ici quelles pièces fournir et quelles étapes attendre."
)


def load() -> None:
    """Those that are not in yet; none in production, where nobody is there to write them."""
    if current_app.config["ENVIRONMENT"] == "production":
        return
    known = set(db.session.scalars(select(Opening.uuid).where(Opening.is_demo)))
    for told in read(FACTS)["openings"]:
        if uuid_of(told["key"]) not in known:
            _enter(told)


def uuid_of(key: str) -> str:
    """The same for the same opening, in any database."""
    return str(uuid5(NAMESPACE_URL, f"passerelles:offre:{key}"))


def _enter(told: dict[str, Any]) -> None:
    """Write it and publish it as its employer would have, that many days ago."""
    organization = db.session.scalars(
        select(Organization).where(Organization.slug == told["employer"])
    ).one()
    author, at = _author(organization), now() - timedelta(days=told["published_days_ago"])
    opening = actions.draft(wording_of(told), organization, author, at)
    opening.uuid, opening.is_demo = uuid_of(told["key"]), told["demo"]
    if told.get("draft"):
        return
    actions.put_online(opening, author, at)
    if opening.closes_at and opening.closes_at <= now():
        _close(opening)


def _close(opening: Opening) -> None:
    """As the tick would have, but without a letter."""
    with db.session.no_autoflush:
        opening.closed_at, opening.close_reason = opening.closes_at, CloseReason.EXPIRED
        opening.state = State.CLOSED
    actions.log(opening, None, opening.closes_at or now(), left=State.PUBLISHED)
    actions.forget(opening)


def _author(organization: Organization) -> Member:
    """Somebody of that structure; else the demonstration recruiter."""
    mine = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Member.is_demo,
            Membership.organization_id == organization.id,
            Membership.state == MembershipState.ADMITTED,
        )
        .order_by(Member.email.startswith("recruteur").desc(), Member.id)
        .limit(1)
    )
    anyone = select(Member).where(Member.is_demo, Member.email.startswith("recruteur"))
    found = db.session.scalars(mine).first()
    return found or db.session.scalars(anyone.order_by(Member.id).limit(1)).one()


def wording_of(told: dict[str, Any]) -> Wording:
    """What the facts say, in the words of the form."""
    items = in_force().by_code
    experience = {label: value for value, label in EXPERIENCE_LABELS.items()}
    vacant_in = told.get("vacant_in_days")
    return Wording(
        title=told["title"],
        kind=KINDS[told["kind"]],
        job_profile_id=_job_profile_id(told.get("job_profile")),
        missions=told["missions"].strip(),
        profile=told["profile"].strip(),
        work_time=WorkTime(told["work_time"]),
        telework_days=told["telework_days"],
        start_on=today() + timedelta(days=told["start_in_days"]),
        experience=experience[told["experience"]] if "experience" in told else None,
        municipality_code=told["commune"],
        pay_min=told.get("pay_min"),
        pay_max=told.get("pay_max"),
        pay_note=told.get("pay_note", ""),
        category=Category(told["category"]) if "category" in told else None,
        grades=tuple(told["grades"]),
        routes=tuple(Route(route) for route in told["routes"]),
        vacancy=Vacancy(told["vacancy"]) if "vacancy" in told else None,
        vacant_on=today() + timedelta(days=vacant_in) if vacant_in is not None else None,
        recruiting_authority=told.get("recruiting_authority", ""),
        job_family=told.get("job_family", ""),
        conditions=told["conditions"].strip(),
        urgent_reason=told.get("urgent_reason", ""),
        apply_mode=ApplyMode.HERE,
        pledged_days=14,
        how_to_apply=HOW_TO_APPLY,
        closes_at=_closing(told["closes_in_days"]),
        asked=(
            *(
                Asked(items[each["code"]].competency_id, each["level"], each.get("weight", 1))
                for each in told["required"]
            ),
            *(
                Asked(items[each["code"]].competency_id, each["level"], need=Need.DESIRED)
                for each in told["desired"]
            ),
        ),
    )


def _closing(in_days: int) -> datetime:
    return end_of_day(today() + timedelta(days=in_days))


def _job_profile_id(slug: str | None) -> int | None:
    return db.session.scalar(select(JobProfile.id).where(JobProfile.slug == slug)) if slug else None
