"""Signing one’s presence on a phone: a code that changes every half-minute, shown in the room.

The code opens a quarter of an hour to sign in and sign, kept in the browser that scanned it: an
address sent to somebody elsewhere opens nothing once the code has changed.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, queries
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import AttendanceIsLocked, Slot, hour
from intranet.bookings.views.attendance import LOCKED, is_around
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import organized_meeting
from intranet.bookings.views.slots import slot_of
from intranet.kit import links
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.codes import qr
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.kit.htmx import page

PURPOSE = "presence"
EVERY = timedelta(seconds=30)  # a new code
STILL_GOOD = 2  # codes before the one shown, for slow hands
TO_SIGN = timedelta(minutes=15)


@bp.get("/animer/presences/<int:bookable_id>/<int:slot_id>/code")
def presence_code(bookable_id: int, slot_id: int) -> Response:
    """What the trainer shows: the page asks for itself again, each time with another code."""
    bookable, subject = organized_meeting(bookable_id)
    slot, at = slot_of(bookable, slot_id), now()
    address = absolute(url_for(".scan", word=links.signed(PURPOSE, slot.id, step_of(at))))
    sheet = queries.sheet_of(bookable)
    return page(
        "bookings/attendance/code.html",
        bookable=bookable,
        subject=subject,
        slot=slot,
        in_words=slot_in_words(slot),
        is_open=is_around(bookable, slot, at),
        code=qr(address),
        every=int(EVERY.total_seconds()),
        signed=len(sheet.people) - sheet.missing(slot),
        expected=len(sheet.people),
    )


@bp.get("/presences/code/<word>")
def scan(word: str) -> ResponseReturnValue:
    """The code of a moment ago opens a quarter of an hour to sign, in this browser alone."""
    slot_id, step = (int(value) for value in links.read_or_404(PURPOSE, word))
    at = now()
    if not 0 <= step_of(at) - step <= STILL_GOOD:
        return page("bookings/attendance/late.html", status=410)
    session[PURPOSE] = [slot_id, int(at.timestamp()), secrets.token_hex(16)]
    return redirect(url_for(".sign_presence"), 303)


@bp.route("/presences/signer", methods=["GET", "POST"])
def sign_presence() -> ResponseReturnValue:
    """Sign for the half-day whose code this browser just scanned."""
    slot, nonce = scanned()
    if slot is None:
        status = 410 if request.method == "POST" else 200
        return page("bookings/attendance/late.html", status=status)
    row = db.session.scalars(queries.seat_of_mine(me(), slot.bookable_id)).one_or_none()
    subject = queries.subject_of(slot.bookable)
    shown: dict[str, Any] = {"slot": slot, "in_words": slot_in_words(slot), "subject": subject, "row": row, "hour": hour}  # fmt: skip
    if request.method == "GET" or row is None or not is_around(slot.bookable, slot, now()):
        around = is_around(slot.bookable, slot, now())
        status = 409 if request.method == "POST" else 200
        return page("bookings/attendance/sign.html", status=status, is_open=around, **shown)
    try:
        is_new = actions.sign(slot, row, now(), by=me(), nonce=nonce)
    except AttendanceIsLocked:
        db.session.rollback()
        flash(LOCKED, "error")
        return redirect(url_for(".mine_one", uuid=row.uuid))
    db.session.commit()
    session.pop(PURPOSE, None)
    flash("Votre présence est signée." if is_new else "Votre présence était déjà relevée.")
    return redirect(url_for(".mine_one", uuid=row.uuid))


def scanned() -> tuple[Slot | None, str]:
    """The half-day whose code was scanned here, a short while ago."""
    kept = session.get(PURPOSE)
    if not kept or now() - datetime.fromtimestamp(kept[1], UTC) > TO_SIGN:
        return None, ""
    return db.session.get(Slot, kept[0]), str(kept[2])


def step_of(at: datetime) -> int:
    """Which half-minute this is."""
    return int(at.timestamp() // EVERY.total_seconds())
