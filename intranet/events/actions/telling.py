"""What people are told of a meeting: that it awaits them, is published, moves, comes soon, was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from intranet.bookings.actions import path_of
from intranet.bookings.models import ACTIVE, ASSURED, Registration, RegistrationState
from intranet.events import queries
from intranet.events.models import Event
from intranet.kit import letters
from intranet.kit.db import every
from intranet.kit.exports import absolute
from intranet.members import queries as members
from intranet.members.models import Member


def tell_animators(event: Event, at: datetime) -> None:
    """That a meeting awaits them; the author is none of them."""
    codes: list[str | None] = list(event.region_codes)
    for code in codes or [None]:
        for animator in every(members.animators_of(code)):
            if animator.id != event.author_id:
                letters.write(
                    "events/to_publish",
                    animator.email,
                    key=f"event-{event.id}-submitted-{at.isoformat()}-{animator.id}",
                    name=animator.name,
                    event=event,
                )


def tell_organizers(event: Event, news: str, by: Member | None) -> None:
    """What was decided of what they proposed."""
    for each in queries.organizing(event):
        if by is None or by.id != each.id:
            letters.write(
                "events/decided",
                each.email,
                key=f"event-{event.id}-{news}-{event.lock_version}-{event.submitted_at}-{each.id}",
                name=each.name,
                event=event,
                news=news,
                by=by,
            )


def tell_registered(event: Event, news: str) -> int:
    """Everybody who has a seat, or waits for one, and once who asked for the seats of a group that
    have no address yet; each once for each move.
    """
    told = 0
    if event.bookable is None:
        return told
    for row in registered(event, ACTIVE):
        key = f"{news}-{event.bookable.ics_sequence}"
        to = write if row.holder_key or row.group is None else _write_to_asker
        told += to(event, row, news, key=key)
    event.bookable.told_sequence = event.bookable.ics_sequence
    return told


def registered(event: Event, states: Iterable[RegistrationState] = ASSURED) -> list[Registration]:
    """Who comes, by rank."""
    query = select(Registration).where(
        Registration.bookable_id == event.bookable_id, Registration.state.in_(list(states))
    )
    return list(every(query.options(joinedload(Registration.member)).order_by(Registration.rank)))


def write(event: Event, row: Registration, news: str, *, key: str, **more: Any) -> bool:
    """One letter to whoever holds a seat, with the link by which they keep it or give it back."""
    member = row.member
    address = member.email if member and member.is_active else row.guest_email
    if not address:
        return False
    return letters.write(
        f"events/{news}",
        address,
        key=f"event-{event.id}-seat-{row.id}-{key}",
        secret_link=absolute(path_of(row)),
        name=row.holder_name,
        event=event,
        row=row,
        group=None,
        **more,
    )


def _write_to_asker(event: Event, row: Registration, news: str, *, key: str) -> bool:
    asker = row.requested_by
    if asker is None or not asker.is_active:
        return False
    return letters.write(
        f"events/{news}",
        asker.email,
        key=f"event-{event.id}-group-{row.group_id}-{key}",
        name=asker.name,
        event=event,
        row=row,
        group=row.group,
    )
