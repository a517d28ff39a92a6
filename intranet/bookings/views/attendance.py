"""Who was there, for whoever holds the meeting: the table, one half-day, the sheet to sign on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.forms import ReasonForm, RollForm, roll_form
from intranet.bookings.hours import hours_in_words, minutes_of, slot_in_words
from intranet.bookings.models import (
    METHOD_LABELS,
    PRESENCE_LABELS,
    AttendanceIsLocked,
    Bookable,
    NotYetBegun,
    ReasonNeeded,
    Slot,
    Subject,
    hour,
    instant,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import organized_meeting
from intranet.bookings.views.mine import NO_PAPER
from intranet.bookings.views.slots import slot_of
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.paper import NoPaper, as_pdf
from intranet.kit.texts import lasting, plural

LOCKED = "Les présences ne se relèvent plus : elles sont arrêtées, et seul un animateur peut les rouvrir, ou tout est annulé."  # fmt: skip
UNCHANGED = "Rien n’a changé : choisissez ce que vous relevez de chaque personne"
TOO_EARLY = "Cette demi-journée n’a pas commencé : rien ne s’y relève encore."
AROUND = timedelta(minutes=30)  # before and after a half-day, one may sign by oneself
ACROSS = 6  # half-days side by side on a sheet of paper


@bp.get("/animer/presences/<int:bookable_id>")
def attendance(bookable_id: int) -> Response:
    """Everybody and every half-day, with the hours that come of it."""
    return shown(*organized_meeting(bookable_id))


@bp.route(
    "/animer/presences/<int:bookable_id>/<int:slot_id>",
    methods=["GET", "POST"],
)
def roll(bookable_id: int, slot_id: int) -> ResponseReturnValue:
    """Take one half-day down, or correct it."""
    bookable, subject = organized_meeting(bookable_id)
    slot = slot_of(bookable, slot_id)
    sheet = queries.sheet_of(bookable)
    form = roll_for(bookable, slot, sheet)
    if not form.is_submitted():
        return calling(bookable, subject, slot, sheet, form)
    is_sound = form.validate()
    marks = form.marks(sheet.people, all_present=request.form.get("act") == "tous")
    if not is_sound or form.errors:
        return calling(bookable, subject, slot, sheet, form, status=422)
    said = {"by": me(), "method": form.method.data, "reason": form.reason.data or ""}
    try:
        written = actions.record(slot, marks, now(), **said)
    except ReasonNeeded:
        form.refuse(form.reason, "Vous corrigez ce qui était écrit : dites pourquoi.")
        return refused(bookable_id, slot_id, form, 422)
    except (AttendanceIsLocked, NotYetBegun) as why:
        flash(LOCKED if isinstance(why, AttendanceIsLocked) else TOO_EARLY, "error")
        return refused(bookable_id, slot_id, form, 409)
    db.session.commit()
    done = plural(written, "présence relevée", "présences relevées") if written else UNCHANGED
    flash(f"{done}.")
    return redirect(url_for(".attendance", bookable_id=bookable_id))


@bp.post("/animer/presences/<int:bookable_id>/<int:slot_id>/signature")
def countersign(bookable_id: int, slot_id: int) -> ResponseReturnValue:
    """I say that this half-day took place as written."""
    bookable, _ = organized_meeting(bookable_id)
    try:
        actions.countersign(slot_of(bookable, slot_id), now(), by=me())
    except (AttendanceIsLocked, NotYetBegun) as why:
        db.session.rollback()
        flash(LOCKED if isinstance(why, AttendanceIsLocked) else TOO_EARLY, "error")
    else:
        db.session.commit()
        flash("Votre signature est enregistrée.")
    return redirect(url_for(".attendance", bookable_id=bookable_id))


@bp.route("/animer/presences/<int:bookable_id>/reouverture", methods=["GET", "POST"])
def reopen(bookable_id: int) -> ResponseReturnValue:
    """An animator opens a settled sheet again, and the history says why."""
    bookable, subject = organized_meeting(bookable_id)
    require(policy.may_reopen(me()))
    form = ReasonForm()
    if not form.validate_on_submit() or not bookable.attendance_locked_at:
        status = 422 if form.errors else 409 if form.is_submitted() else 200
        return page(
            "bookings/attendance/reopen.html",
            status=status,
            bookable=bookable,
            subject=subject,
            form=form,
            open_for=actions.OPEN_AGAIN_FOR,
        )
    actions.reopen_attendance(bookable_id, now(), form.reason.data or "", by=me())
    db.session.commit()
    flash(f"Les présences sont rouvertes pour {lasting(actions.OPEN_AGAIN_FOR)}.")
    return redirect(url_for(".attendance", bookable_id=bookable_id))


@bp.get("/animer/presences/<int:bookable_id>/feuille")
def attendance_sheet(bookable_id: int) -> Response:
    """The sheet to print: a box a person and half-day, and one a trainer."""
    return make_response(on_paper(*organized_meeting(bookable_id)))


@bp.get("/animer/presences/<int:bookable_id>/feuille.pdf")
def attendance_pdf(bookable_id: int) -> ResponseReturnValue:
    """The same as a PDF; the page to print where this machine cannot make one."""
    try:
        body = as_pdf(on_paper(*organized_meeting(bookable_id)))
    except NoPaper:
        flash(NO_PAPER, "error")
        return redirect(url_for(".attendance", bookable_id=bookable_id))
    answer = make_response(body)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f"attachment; filename=emargement-{bookable_id}.pdf"
    return answer


def on_paper(bookable: Bookable, subject: Subject) -> str:
    sheet = queries.sheet_of(bookable)
    template = current_app.jinja_env.get_template("bookings/attendance/sheet.html")
    pieces = [sheet.slots[first : first + ACROSS] for first in range(0, len(sheet.slots), ACROSS)]
    return template.render(
        subject=subject, sheet=sheet, pieces=pieces, hour=hour, methods=METHOD_LABELS,
        site_name=current_app.config["SITE_NAME"], labels=PRESENCE_LABELS,
    )  # fmt: skip


def roll_for(bookable: Bookable, slot: Slot, sheet: queries.Sheet) -> RollForm:
    known = {row.id: line for row in sheet.people if (line := sheet.line(row, slot))}
    return roll_form(
        sheet.people, known, minutes_of(slot.starts_local, slot.ends_local, bookable.tz)
    )


def is_around(bookable: Bookable, slot: Slot, at: datetime) -> bool:
    """Whether somebody may sign: from shortly before a half-day until shortly after."""
    begins = instant(slot.starts_local, bookable.tz) - AROUND
    return begins <= at <= ends_of(slot, bookable.tz) + AROUND and not bookable.is_called_off


def ends_of(slot: Slot, tz: str) -> datetime:
    return instant(slot.ends_local, tz)


def shown(bookable: Bookable, subject: Subject) -> Response:
    return page(
        "bookings/attendance/table.html",
        bookable=bookable,
        subject=subject,
        sheet=queries.sheet_of(bookable),
        corrections=every(queries.corrections_of(bookable.id)),
        locked_after=actions.LOCKED_AFTER,
        may_reopen=bool(bookable.attendance_locked_at) and policy.may_reopen(me()),
        begun={slot.id for slot in bookable.slots if has_begun(bookable, slot)},
        over={slot.id for slot in bookable.slots if now() > ends_of(slot, bookable.tz) + AROUND},
        **words(),
    )


def calling(
    bookable: Bookable,
    subject: Subject,
    slot: Slot,
    sheet: queries.Sheet,
    form: RollForm,
    *,
    status: int = 200,
) -> Response:
    return page(
        "bookings/attendance/roll.html",
        status=status,
        bookable=bookable,
        subject=subject,
        slot=slot,
        sheet=sheet,
        form=form,
        begun=has_begun(bookable, slot),
        **words(),
    )


def refused(bookable_id: int, slot_id: int, form: RollForm, status: int) -> Response:
    """Nothing was written, and what was typed is kept."""
    db.session.rollback()
    bookable, subject = organized_meeting(bookable_id)
    slot = slot_of(bookable, slot_id)
    return calling(bookable, subject, slot, queries.sheet_of(bookable), form, status=status)


def has_begun(bookable: Bookable, slot: Slot) -> bool:
    return instant(slot.starts_local, bookable.tz) <= now()


def words() -> dict[str, Any]:
    return {
        "labels": PRESENCE_LABELS,
        "methods": METHOD_LABELS,
        "hour": hour,
        "in_words": slot_in_words,
        "duration": hours_in_words,
    }
