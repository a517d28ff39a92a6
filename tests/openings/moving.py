"""Immersions, requests, wishes and pairs of openings, in the situations that tests name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from intranet.competencies.actions import Asked, require
from intranet.competencies.models import JobProfile, Owner
from intranet.competencies.queries import in_force
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.actions import immersions, swaps
from intranet.openings.models import (
    Category,
    Immersion,
    ImmersionRequest,
    ImmersionSlot,
    Opening,
    SharedPost,
    Status,
    SwapWish,
    WorkTime,
)
from intranet.organizations.models import Organization
from intranet.places.models import Municipality
from tests.factories import MemberFactory
from tests.openings.factories import OpeningFactory, asking, competency

SOON = timedelta(days=20)


def an_immersion(
    by: Member,
    *skills: tuple[str, int],
    town: str = "54395",
    slots: Sequence[tuple[date, int, int]] = (),
    title: str = "Deux jours auprès de l’équipe foncier",
) -> Immersion:
    """Offered by somebody who recruits; two days in three weeks, one place, unless said."""
    offered = immersions.offer(
        immersions.Offer(
            title=title,
            town=db.session.get_one(Municipality, town),
            about="Vous suivez l’équipe, de la visite à la décision.",
            conditions="",
            skills=[(competency(code), level) for code, level in skills or (("D1.1", 3),)],
            slots=[immersions.Days(*each) for each in slots or ((today() + SOON, 2, 1),)],
        ),
        by,
    )
    db.session.commit()
    return offered


def a_request_for(
    immersion: Immersion, by: Member, *, slot: ImmersionSlot | None = None
) -> ImmersionRequest:
    """Asked, and not answered yet."""
    asked = immersions.ask(slot or immersion.slots[0], by, "J’aimerais apprendre.", now())
    db.session.commit()
    return asked


def days_over(request: ImmersionRequest) -> None:
    """The days are spent."""
    request.slot.starts_on = today() - timedelta(days=request.slot.days + 1)
    db.session.commit()


def a_job(slug: str = "developpeur") -> JobProfile:
    """A job of the referential, made once."""
    found = db.session.scalars(select(JobProfile).filter_by(slug=slug)).one_or_none()
    if found is None:
        catalogue = in_force()
        item = catalogue.by_code["D1.1"].competency_id
        asked = require(Owner.JOB_PROFILE, catalogue.edition_id, [Asked(item, 2)])
        found = JobProfile(slug=slug, title=f"Métier {slug}", requirement_set=asked)
        db.session.add(found)
        db.session.commit()
    return found


def a_wish(
    here: str,
    *wanted: str,
    job: str = "developpeur",
    status: Status = Status.CIVIL_SERVANT,
    category: Category | None = Category.A,
    by: Member | None = None,
) -> SwapWish:
    """Somebody at work in a département would go to others."""
    said = swaps.Said(
        department_code=here,
        wanted=wanted,
        job_profile_id=a_job(job).id,
        status=status,
        category=category,
    )
    wish = swaps.wish(by or MemberFactory(), said)
    db.session.commit()
    return wish


def two_part_time(
    *, share: int = 50, other_share: int = 50, **other: Any
) -> tuple[Opening, Opening]:
    """Nancy and Vandœuvre, a few kilometres away, ask for the same; `other` changes the second."""
    asked = (("D1.1", 3), ("D1.2", 2), ("D2.1", 1))
    part = {"work_time": WorkTime.PART, "title": "Manager de commerce à mi-temps (F/H)"}
    one = OpeningFactory(work_share=share, requirement_set=asking(*asked), **part)
    town = {"municipality_code": "54547", "requirement_set": asking(*asked)}
    twin = OpeningFactory(work_share=other_share, **(part | town | other))
    return one, twin


def a_pair(organization: Organization, owner: Member, *, agreed: bool = False) -> SharedPost:
    """Proposed to this employer and to another; not answered, unless said."""
    one, other = two_part_time()
    one.organization_id, one.owner_id = organization.id, owner.id
    pair = SharedPost(one_id=one.id, other_id=other.id, distance_km=5)
    pair.one_accepts = pair.other_accepts = agreed or None
    db.session.add(pair)
    db.session.commit()
    return pair
