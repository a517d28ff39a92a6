"""One’s own code, shown at the door: whoever holds the meeting scans it, and one tap says « present »."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import (
    ASSURED,
    EXPECTED,
    PRESENCE_LABELS,
    AttendanceIsLocked,
    Bookable,
    Method,
    Registration,
    RegistrationAlreadyMoved,
    Slot,
    hour,
)
from intranet.bookings.views.attendance import AROUND, LOCKED, ends_of, is_around
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import organizes
from intranet.bookings.views.slots import slot_of
from intranet.kit import links
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.codes import Qr, qr
from intranet.kit.db import db, one_or_404
from intranet.kit.exports import absolute
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number
from intranet.kit.texts import typo

ALREADY = "Cette présence était déjà comptée."


def pass_of(row: Registration, at: datetime) -> Qr | None:
    """The code of a seat, until its last half-day is over; None where nothing is taken down."""
    slots = row.bookable.slots
    if row.state not in ASSURED or row.bookable.is_called_off or not slots:
        return None
    last = max(ends_of(slot, row.bookable.tz) for slot in slots)
    return qr(absolute(actions.path_of_pass(row))) if at <= last + AROUND else None


@bp.route("/presences/place/<word>", methods=["GET", "POST"])
def welcome(word: str) -> ResponseReturnValue:
    """Whose code it is, for whoever holds the meeting; to its holder, their own registration.

    Opening it writes nothing: a program may open it before a person does.
    """
    row = welcomed_by(word)
    if not organizes(row.bookable):
        if not policy.holds(me(), row):
            abort(404)
        return redirect(url_for(".mine_one", uuid=row.uuid), 303)
    if request.method == "GET":
        return shown(row, word)
    slot = slot_of(row.bookable, whole_number(request.form.get("slot_id")) or 0)
    if not is_around(row.bookable, slot, now()):
        return shown(row, word, status=409)
    try:
        is_new = actions.check_in(slot, row, now(), by=me(), method=Method.CODE)
    except AttendanceIsLocked:
        db.session.rollback()
        flash(LOCKED, "error")
        return shown(welcomed_by(word), word, status=409)
    except RegistrationAlreadyMoved:
        db.session.rollback()
        return shown(welcomed_by(word), word, status=409)
    db.session.commit()
    flash(typo(f"{row.holder_name} : présence comptée." if is_new else ALREADY))
    return redirect(url_for(".welcome", word=word))


def welcomed_by(word: str) -> Registration:
    """The seat of a code, while whoever it was made for has it; else a 404."""
    registration_id, mark = links.read_or_404(actions.WELCOME, word)
    row = one_or_404(queries.numbered(int(registration_id)))
    return row if mark == actions.holder_mark(row) else abort(404)


def at_the_door(bookable: Bookable, at: datetime) -> Sequence[Slot]:
    """The half-days that one is welcomed to now: those that are over only where nothing follows."""
    around = [slot for slot in bookable.slots if is_around(bookable, slot, at)]
    under_way = [slot for slot in around if at < ends_of(slot, bookable.tz)]
    return under_way or around


def clock_of(bookable: Bookable) -> Callable[[datetime], str]:
    """What the clock on the wall said there."""
    return lambda at: hour(at.astimezone(ZoneInfo(bookable.tz)))


def shown(row: Registration, word: str, *, status: int = 200) -> Response:
    bookable, at = row.bookable, now()
    sheet = queries.sheet_of(bookable)
    slots = at_the_door(bookable, at)
    return page(
        "bookings/attendance/welcome.html",
        status=status,
        row=row,
        word=word,
        bookable=bookable,
        subject=queries.subject_of(bookable),
        slots=slots,
        sheet=sheet,
        doors={slot.id: queries.door_of(sheet, slot) for slot in slots},
        is_awaited=row.state in EXPECTED,
        in_words=slot_in_words,
        clock=clock_of(bookable),
        labels=PRESENCE_LABELS,
    )
