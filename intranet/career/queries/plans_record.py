"""What the site holds of a member’s plans, as plain values: what they may carry away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from intranet.career.models import Plan, PlanShare, PlanStep, PlanVisit
from intranet.career.queries.plans import plan_shares_of
from intranet.kit.db import every
from intranet.kit.exports import absolute, instant
from intranet.kit.shares import visits_of
from intranet.members.models import Member


def plans_carried(member: Member) -> list[dict[str, Any]]:
    """All of them, with their courses and their links."""
    query = select(Plan).where(Plan.member_id == member.id).order_by(Plan.id)
    steps = joinedload(Plan.steps).joinedload(PlanStep.course)
    plans = every(query.options(joinedload(Plan.opening), joinedload(Plan.job_profile), steps))
    links: dict[int, list[PlanShare]] = {plan.id: [] for plan in plans}
    for link in every(plan_shares_of(list(links))):
        links[link.plan_id].append(link)
    visits = visits_of(PlanVisit, [link.id for some in links.values() for link in some])
    return [
        _told(plan, [_shared(one, *visits[one.id]) for one in links[plan.id]]) for plan in plans
    ]


def _told(plan: Plan, links: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "vers": plan.title,
        "adresse": absolute(plan.address),
        "cree_le": instant(plan.created_at),
        "cherche": plan.unit.value,
        "au_plus": plan.budget,
        "fini_le": plan.latest_on.isoformat() if plan.latest_on else None,
        "regions": plan.region_codes,
        "a_distance": plan.accepts_remote,
        "calcule_le": instant(plan.drawn_at),
        "score": plan.score_then,
        "score_apres": plan.score_after,
        "montre_aux_recruteurs_le": instant(plan.shown_at) if plan.shown_at else None,
        "supprime_le": instant(plan.deleted_at) if plan.deleted_at else None,
        "formations": [
            {
                "titre": step.course.title,
                "etat": step.state.value,
                "du": step.starts_on.isoformat() if step.starts_on else None,
                "au": step.ends_on.isoformat() if step.ends_on else None,
            }
            for step in plan.steps
        ],
        "partages": links,
    }


def _shared(one: PlanShare, count: int, visits: list[PlanVisit]) -> dict[str, Any]:
    return {
        "pour": one.label,
        "scores": one.shows_scores,
        "prix": one.shows_prices,
        "cree_le": instant(one.created_at),
        "expire_le": instant(one.expires_at),
        "revoque_le": instant(one.revoked_at) if one.revoked_at else None,
        "visites": count,
        "dernieres_visites": [
            {"le": instant(visit.at), "par": visit.member.name if visit.member else None}
            for visit in visits
        ],
    }
