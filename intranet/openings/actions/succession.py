"""Openings of a structure that closes: its successor publishes them, and answers who applied.

A request that somebody takes back, or answers, in the same instant is theirs: nothing more is said of it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, update

from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.openings import queries
from intranet.openings.actions import calling_off, immersions
from intranet.openings.models import (
    Immersion,
    ImmersionRequest,
    Opening,
    OpeningTemplate,
    RequestAlreadyMoved,
    RequestState,
    State,
    SwapWish,
    source_of,
)
from intranet.organizations.actions import Belonging, Closing

OVER = (State.REJECTED, State.CLOSED)
SAME_HOUSE = (
    "Vous travaillez désormais dans la même structure : il n’y a plus de convention à signer."
)
GONE = "La structure qui vous accueillait a fermé."
LONGEST_NAME = OpeningTemplate.name.type.length or 0


def follow(closing: Closing) -> None:
    """All of them, over or not: whoever applied is answered, and kept no longer than they agreed to."""
    if closing.successor is None:
        _welcome_no_more(closing)
        return
    former, successor = closing.former.id, closing.successor.id
    for request in every(queries.immersion_requests.between(former, successor)):
        with suppress(RequestAlreadyMoved):
            immersions.decline(request, closing.by, closing.at, SAME_HOUSE)
    own, before = source_of(successor), source_of(former)
    taken = set(db.session.scalars(select(Opening.source_ref).where(Opening.source == own)))
    for opening in every(select(Opening).where(Opening.organization_id == former)):
        opening.organization_id = successor
        if opening.source == before and opening.source_ref not in taken:
            opening.source = own  # the same file brought again changes it, rather than adds another
    moved: tuple[type[Any], ...] = (Immersion, SwapWish)
    for model in moved:
        theirs = update(model).where(model.organization_id == former)
        db.session.execute(theirs.values(organization_id=successor))
    _models(closing, successor)


def _welcome_no_more(closing: Closing) -> None:
    """Nobody is left to welcome: who waits is answered, who was awaited later is told."""
    offered = select(Immersion).where(
        Immersion.organization_id == closing.former.id, Immersion.closed_at.is_(None)
    )
    for immersion in every(offered):
        immersions.close(immersion, closing.by, closing.at)
    awaited = queries.immersion_requests.requests().where(
        Immersion.organization_id == closing.former.id,
        ImmersionRequest.state == RequestState.ACCEPTED,
    )
    for request in every(awaited):
        if request.slot.starts_on > in_paris(closing.at).date():
            with suppress(RequestAlreadyMoved), db.session.begin_nested():  # its place as it was
                calling_off.call_off(request, closing.by, closing.at, GONE)


def _models(closing: Closing, successor: int) -> None:
    """Models of opening; where both have one of a name, it says whose it was."""
    named = select(OpeningTemplate.name).where(OpeningTemplate.organization_id == successor)
    taken = set(db.session.scalars(named))
    theirs = select(OpeningTemplate).where(OpeningTemplate.organization_id == closing.former.id)
    for model in every(theirs.order_by(OpeningTemplate.id)):
        if model.name in taken:
            whose = f" ({closing.former.short_name})"
            model.name = f"{model.name[: max(LONGEST_NAME - len(whose), 1)]}{whose}"[:LONGEST_NAME]
        if model.name not in taken:
            model.organization_id = successor
            taken.add(model.name)
    db.session.flush()


def _count(organization_id: int, _on: date) -> Select[int]:
    of_it = Opening.organization_id == organization_id, Opening.state.not_in(OVER)
    return select(func.count(Opening.id)).where(*of_it)


OPENINGS = Belonging(follow, ("offre", "offres"), _count)
