"""Days that will not be spent after all: withdrawn by whoever asked, called off by either, cut short."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from intranet.kit.clock import in_paris
from intranet.kit.conditional import changed
from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions.immersions import hosts_of, move, write_to
from intranet.openings.models import STANDING_STATES, ImmersionRequest, ImmersionSlot, RequestState


def withdraw(request: ImmersionRequest, by: Member | None, at: datetime) -> None:
    """Take one’s request back; its place is free again. Raises RequestAlreadyMoved."""
    held = request.state is RequestState.ACCEPTED
    if held:
        _free_place(request)
    move(request, {request.state} & STANDING_STATES, RequestState.WITHDRAWN, by, at, request.reply)
    db.session.refresh(request.slot)
    if held:
        for host in hosts_of(request.immersion):
            write_to("immersion_withdrawn", host, request, "withdrawn")


def withdraw_for_the_departed(at: datetime) -> int:
    """Of those who closed their account: their place is free, their words go. For the tick.

    What was spent before stays as it was.
    """
    on = in_paris(at).date()
    found = every(queries.immersion_requests.left_by_the_departed(on))
    left = [request for request in found if request.slot.last_on >= on]
    for request in left:
        withdraw(request, None, at)
        request.message = ""
    return len(left)


def call_off(
    request: ImmersionRequest, by: Member, at: datetime, reason: str, *, begun: bool = False
) -> None:
    """End days that were accepted, by either side: an illness, a team that moves. The other is told.

    `begun`: they came, and the days end before their time. Raises RequestAlreadyMoved.
    """
    if not begun:
        _free_place(request)
    to = RequestState.INTERRUPTED if begun else RequestState.CANCELLED
    move(request, {RequestState.ACCEPTED}, to, by, at, reason)
    db.session.refresh(request.slot)
    if by.id != request.member_id:
        write_to("immersion_cancelled", request.member, request, to.value)
        return
    for host in hosts_of(request.immersion):
        write_to("immersion_withdrawn", host, request, to.value)


def _free_place(request: ImmersionRequest) -> None:
    """The slot before its request, in the order of whoever accepts."""
    slot = update(ImmersionSlot).where(ImmersionSlot.id == request.slot_id, ImmersionSlot.taken > 0)
    changed(slot.values(taken=ImmersionSlot.taken - 1))
