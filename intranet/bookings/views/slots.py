"""The half-days of a meeting, for whoever holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, queries
from intranet.bookings.forms import DayForm, SlotForm
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import (
    BEFELL_LABELS,
    Bookable,
    MeetingChangedMeanwhile,
    Slot,
    SlotIsFrozen,
    Subject,
    hour,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import organized_meeting
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import fold, plural
from intranet.kit.versions import seen_version
from intranet.members import queries as members
from intranet.members.models import Member

MOST_PEOPLE = 300
NOBODY_TO_TELL = "Chacun est déjà prévenu des changements, ou il n’y avait personne à prévenir."


@bp.route("/animer/seances/<int:bookable_id>", methods=["GET", "POST"])
def slots(bookable_id: int) -> ResponseReturnValue:
    """All of them, and adding a day."""
    bookable, subject = organized_meeting(bookable_id)
    form = DayForm()
    form.offer(teachers(bookable, subject), subject.leader)
    if not form.is_submitted():
        form.on.data = first_free_day(bookable, subject)
        return listed(bookable, subject, form)
    version = seen_version()
    form.validate()
    stretches = form.stretches(bookable.tz, days_of(bookable, subject), bookable.slots)
    if not stretches:
        return listed(bookable, subject, form, status=422)
    try:
        actions.add_slots(bookable_id, stretches, now(), by=me(), version=version)
    except MeetingChangedMeanwhile:
        db.session.rollback()
        return listed(*organized_meeting(bookable_id), form, status=409)
    db.session.commit()
    flash(f"{plural(len(stretches), 'demi-journée')} de plus.")
    return redirect(url_for(".slots", bookable_id=bookable_id))


@bp.route(
    "/animer/seances/<int:bookable_id>/<int:slot_id>",
    methods=["GET", "POST"],
)
def slot(bookable_id: int, slot_id: int) -> ResponseReturnValue:
    """Change one; what took place, or was signed for, does not change any more."""
    bookable, subject = organized_meeting(bookable_id)
    one = slot_of(bookable, slot_id)
    form = SlotForm(data=answers(one)) if request.method == "GET" else SlotForm()
    form.offer(teachers(bookable, subject), subject.leader)
    if not form.is_submitted():
        return editing(bookable, subject, one, form)
    version, others = seen_version(), [each for each in bookable.slots if each.id != slot_id]
    form.validate()
    stretch = form.stretch(bookable.tz, days_of(bookable, subject), others)
    if stretch is None:
        return editing(bookable, subject, one, form, status=422)
    try:
        actions.change_slot(one, stretch, now(), by=me(), version=version)
    except (MeetingChangedMeanwhile, SlotIsFrozen):
        return overtaken(bookable_id, slot_id, form)
    db.session.commit()
    flash("La demi-journée est à jour.")
    return redirect(url_for(".slots", bookable_id=bookable_id))


@bp.post("/animer/seances/<int:bookable_id>/<int:slot_id>/retrait")
def remove_slot(bookable_id: int, slot_id: int) -> ResponseReturnValue:
    """Take one away."""
    bookable, _ = organized_meeting(bookable_id)
    one = slot_of(bookable, slot_id)
    try:
        actions.remove_slot(one, now(), by=me(), version=seen_version())
    except (MeetingChangedMeanwhile, SlotIsFrozen):
        return overtaken(bookable_id, slot_id, None)
    db.session.commit()
    flash("La demi-journée est retirée.")
    return redirect(url_for(".slots", bookable_id=bookable_id))


@bp.post("/animer/seances/<int:bookable_id>/annonce")
def announce(bookable_id: int) -> ResponseReturnValue:
    """Tell those who have a seat now, instead of after a quiet half-hour."""
    organized_meeting(bookable_id)
    told = actions.announce(bookable_id, now(), by=me())
    db.session.commit()
    said = plural(told, "personne est prévenue", "personnes sont prévenues")
    flash(f"{said} des changements." if told else NOBODY_TO_TELL)
    return redirect(url_for(".slots", bookable_id=bookable_id))


def slot_of(bookable: Bookable, slot_id: int) -> Slot:
    return one_or_404(queries.slots_of(bookable.id).where(Slot.id == slot_id))


def teachers(bookable: Bookable, subject: Subject) -> Sequence[Member]:
    """Who may give a half-day: the people of whoever holds the meeting, and who gives one already."""
    found = {one.trainer.id: one.trainer for one in bookable.slots if one.trainer}
    if subject.organizer_id is not None:
        people = every(members.people_of(subject.organizer_id).limit(MOST_PEOPLE))
        found |= {one.member_id: one.member for one in people}
    return sorted(found.values(), key=lambda one: fold(one.name))


def days_of(bookable: Bookable, subject: Subject) -> tuple[date, date] | None:
    """The first and the last day of a meeting, at its place."""
    if subject.starts_at is None or subject.ends_at is None:
        return None
    zone = ZoneInfo(bookable.tz)
    last = subject.ends_at - timedelta(seconds=1)  # the end is the first instant after it
    return subject.starts_at.astimezone(zone).date(), last.astimezone(zone).date()


def first_free_day(bookable: Bookable, subject: Subject) -> date | None:
    days = days_of(bookable, subject)
    if days is None:
        return None
    taken = {one.starts_local.date() for one in bookable.slots}
    last = max(taken, default=days[0] - timedelta(days=1))
    return min(max(last + timedelta(days=1), days[0]), days[1])


def answers(one: Slot) -> dict[str, object]:
    return {
        "on": one.starts_local.date(),
        "starts": one.starts_local.time(),
        "ends": one.ends_local.time(),
        "room": one.room,
        "label": one.label,
        "trainer": str(one.trainer_id or ""),
    }


def listed(bookable: Bookable, subject: Subject, form: DayForm, *, status: int = 200) -> Response:
    at = now()
    return page(
        "bookings/slots.html",
        status=status,
        bookable=bookable,
        subject=subject,
        form=form,
        slots=every(queries.slots_of(bookable.id)),
        free={one.id for one in queries.free_slots(bookable, at)},
        events=every(queries.befell(bookable.id)),
        labels=BEFELL_LABELS,
        hour=hour,
        overtaken=status == 409,
    )


def editing(
    bookable: Bookable, subject: Subject, one: Slot, form: SlotForm | None, *, status: int = 200
) -> Response:
    return page(
        "bookings/slot.html",
        status=status,
        bookable=bookable,
        subject=subject,
        slot=one,
        in_words=slot_in_words(one),
        is_free=one.id in {each.id for each in queries.free_slots(bookable, now())},
        form=form,
        last=db.session.scalars(queries.befell(bookable.id)).first(),
        overtaken=status == 409,
    )


def overtaken(bookable_id: int, slot_id: int, form: SlotForm | None) -> Response:
    """Somebody changed it, or it began, meanwhile: what was typed is kept."""
    db.session.rollback()
    bookable, subject = organized_meeting(bookable_id)
    one = slot_of(bookable, slot_id)
    if form is None:
        form = SlotForm(formdata=None, data=answers(one))
        form.offer(teachers(bookable, subject), subject.leader)
    return editing(bookable, subject, one, form, status=409)
