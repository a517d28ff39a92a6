"""Proposing a meeting, and changing one that one holds."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import windows
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import Slot, SlotIsFrozen
from intranet.events import actions, policy, queries
from intranet.events.forms import EventForm, ProposalForm, as_typed
from intranet.events.models import Event, EventChanged
from intranet.events.views.blueprint import bp
from intranet.events.views.known import known_event
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.kit.versions import seen_version


@bp.route("/agenda/nouvelle", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A meeting to be published by those who animate the agenda."""
    require(policy.may_propose(me()))
    form = ProposalForm() if request.method == "POST" else ProposalForm(data=to_begin_with())
    if not form.is_submitted() or wants_lines(form):
        return asking(form)
    is_sound, told = form.validate(), form.told()
    if not is_sound or told is None:
        return asking(form, status=422)
    event = actions.propose(told, me(), now())
    if policy.may_publish(me(), event):
        actions.publish(event, now(), by=me())
    db.session.commit()
    flash("La rencontre est dans l’agenda." if event.published_at else typo("La rencontre est proposée : un animateur la lira avant de la publier."))  # fmt: skip
    return redirect(event.address)


@bp.route("/agenda/<slug>/modifier", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Say more of it, or move it: those who registered are told."""
    event = editable(slug)
    asked = EventForm if event.bookable else ProposalForm
    form = asked() if request.method == "POST" else asked(data=as_typed(event))
    if not form.is_submitted():
        return asking(form, event=event)
    lock = seen_version("lock_version")
    if wants_lines(form):
        return asking(form, event=event)
    is_sound, told = form.validate(), form.told()
    if not is_sound or told is None:
        return asking(form, event=event, status=422)
    try:
        actions.change(event, told, me(), now(), lock=lock)
    except EventChanged:
        db.session.rollback()
        event = editable(slug)
        form.lock_version.data = str(event.lock_version)
        return asking(form, event=event, status=409)
    except SlotIsFrozen as frozen:
        return signed(slug, form, frozen.args[0])
    db.session.commit()
    said = windows.in_words(event.bookable, now()) if event.bookable else ""
    flash(typo(f"La rencontre est à jour. {said}"))
    return redirect(event.address)


def signed(slug: str, form: EventForm, slot_id: int) -> Response:
    """Attendance was taken down for an hour that the form changes or takes away: nothing is written."""
    db.session.rollback()
    when = slot_in_words(db.session.get_one(Slot, slot_id))
    form.refuse(
        form.hours, f"Des présences sont relevées pour le {when} : gardez cet horaire tel quel."
    )
    return asking(form, event=editable(slug), status=422)


@bp.get("/agenda/mes-propositions")
def mine() -> Response:
    """What I, or my organization, proposed and is not published."""
    return page("events/mine.html", events=every(queries.proposed_by(me())))


def to_begin_with() -> dict[str, Any]:
    """Whoever proposes a meeting most often holds it."""
    organization = me().organization
    named = [{"name": organization.name}] if organization else []
    return {"organizers": named, "region": organization.region_code if organization else ""}


def wants_lines(form: EventForm) -> bool:
    """Whether more lines were asked for, rather than the meeting sent."""
    asked = request.form.get("add")
    if asked not in {"hours", "organizers"}:
        return False
    form[asked].blank += 3
    return True


def editable(slug: str) -> Event:
    event = known_event(slug)
    require(policy.may_edit(me(), event))
    return event


def asking(form: EventForm, *, event: Event | None = None, status: int = 200) -> Response:
    form.offer()
    return page(
        "events/form.html",
        status=status,
        form=form,
        event=event,
        overtaken=status == 409,
        cancel_url=event.address if event else url_for(".index"),
    )
