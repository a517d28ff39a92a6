"""Immersions, requests, wishes and pairs of openings, in the situations that tests name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.actions import immersions
from intranet.openings.models import Immersion, ImmersionRequest, ImmersionSlot
from intranet.places.models import Municipality
from tests.openings.factories import competency

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
