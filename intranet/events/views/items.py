"""The page of a meeting: when, where, who, the seats there are, what it left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Response

from intranet.bookings.models import ASSURED, hour
from intranet.bookings.queries import SeatsHere, seats_of
from intranet.events import policy
from intranet.events.forms import ReasonForm
from intranet.events.models import (
    ACCESS_LABELS,
    HAPPENING_LABELS,
    HAPPENING_TONES,
    MODERATION_LABELS,
    Event,
)
from intranet.events.views.blueprint import bp
from intranet.events.views.jsonld import event_ld
from intranet.events.views.known import known_event
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.kit.htmx import page
from intranet.members.models import Member


@bp.get("/agenda/<slug>")
def show(slug: str) -> Response:
    return shown(known_event(slug))


def shown(event: Event, *, status: int = 200, form: ReasonForm | None = None) -> Response:
    """The page; again with the errors of what was decided, or with what somebody decided first."""
    member, at = reader(), now()
    over = event.is_over(event.day_at(at))
    happening = event.became(event.day_at(at))
    seats = seats_here(event, member, at)
    return page(
        "events/show.html",
        status=status,
        event=event,
        happening=happening,
        label=HAPPENING_LABELS[happening],
        tone=HAPPENING_TONES.get(happening, "good"),
        moderation=MODERATION_LABELS[event.moderation],
        is_over=over,
        access=[ACCESS_LABELS[each] for each in event.access_features if each in ACCESS_LABELS],
        seats=seats,
        video=video_for(event, seats, member, at),
        may=acts_open_to(event, member),
        form=form or ReasonForm(formdata=None),
        overtaken=status == 409,
        hour=hour,
        ld=event_ld(event, seats),
    )


def seats_here(event: Event, member: Member | None, at: datetime) -> SeatsHere | None:
    """Its seats, where people register here."""
    if event.bookable is None or not event.takes_registrations:
        return None
    return seats_of([event], member, at)[event.bookable.id]


def video_for(event: Event, seats: SeatsHere | None, member: Member | None, at: datetime) -> str:
    """The link to follow it, for who has a seat or holds it, from the day before."""
    mine = seats.mine if seats else None
    has_seat = mine is not None and mine.state in ASSURED
    if not event.bookable or not event.shows_video_link(at):
        return ""
    holds = member is not None and policy.may_organize(member, event)
    return event.bookable.remote_url if has_seat or holds else ""


def acts_open_to(event: Event, member: Member | None) -> frozenset[str]:
    """What this reader may do here, by name."""
    if member is None:
        return frozenset()
    asked: dict[str, Callable[[Member, Event], bool]] = {
        "organize": policy.may_organize,
        "edit": policy.may_edit,
        "submit": policy.may_submit,
        "publish": policy.may_publish,
        "refuse": policy.may_refuse,
        "call_off": partial(policy.may_call_off, on=event.day_at(now())),
    }
    return frozenset(name for name, allows in asked.items() if allows(member, event))
