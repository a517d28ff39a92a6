"""The door of a meeting, on a phone: who is there of those awaited, found by name where no code is shown."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import (
    METHOD_LABELS,
    PRESENCE_LABELS,
    AttendanceIsLocked,
    Bookable,
    Method,
    RegistrationAlreadyMoved,
    Slot,
    Subject,
)
from intranet.bookings.views.attendance import LOCKED, is_around
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.deciding import of_meeting
from intranet.bookings.views.known import organized_meeting
from intranet.bookings.views.passes import ALREADY, at_the_door, clock_of
from intranet.bookings.views.slots import slot_of
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page, wants
from intranet.kit.texts import typo

SHOWN = 40  # names of those awaited; further ones are found by typing a few letters
LONGEST_WORDS = 80
TOO_LATE = "Cette présence ne s’annule plus d’ici : corrigez-la dans la feuille, avec un motif."
ELSEWHERE = "Cette demi-journée n’est pas en cours : on accueille d’une demi-heure avant à une demi-heure après."  # fmt: skip
GONE = "Cette personne n’a plus de place confirmée."


@bp.get("/animer/accueil/<int:bookable_id>")
def doors(bookable_id: int) -> ResponseReturnValue:
    """The half-day under way; where there is none, or several, which one."""
    bookable, subject = organized_meeting(bookable_id)
    open_now = at_the_door(bookable, now())
    if len(open_now) == 1:
        return redirect(url_for(".door", bookable_id=bookable_id, slot_id=open_now[0].id), 303)
    return page(
        "bookings/attendance/doors.html",
        bookable=bookable,
        subject=subject,
        open_now=[slot.id for slot in open_now],
        in_words=slot_in_words,
    )


@bp.get("/animer/accueil/<int:bookable_id>/<int:slot_id>")
def door(bookable_id: int, slot_id: int) -> Response:
    """Who is there, who is awaited."""
    bookable, subject = organized_meeting(bookable_id)
    return shown(bookable, subject, slot_of(bookable, slot_id))


@bp.post("/animer/accueil/<int:bookable_id>/<int:slot_id>/<uuid>/<any(arrivee, annulation):act>")
def greet(bookable_id: int, slot_id: int, uuid: str, act: str) -> ResponseReturnValue:
    """Somebody is there; or that was a slip of the finger."""
    bookable, subject = organized_meeting(bookable_id)
    slot, row = slot_of(bookable, slot_id), of_meeting(bookable, uuid)
    said, is_refused, name = "", False, row.holder_name
    try:
        if act == "annulation":
            done = actions.take_back(slot, row, now(), by=me())
            said, is_refused = (f"{name} : présence annulée." if done else TOO_LATE), not done
        elif not is_around(bookable, slot, now()):
            said, is_refused = ELSEWHERE, True
        else:
            is_new = actions.check_in(slot, row, now(), by=me(), method=Method.MANUAL)
            said = f"{name} : présence comptée." if is_new else ALREADY
    except (AttendanceIsLocked, RegistrationAlreadyMoved) as why:
        said, is_refused = LOCKED if isinstance(why, AttendanceIsLocked) else GONE, True
    if is_refused:
        db.session.rollback()
        bookable, subject = organized_meeting(bookable_id)
        return shown(bookable, subject, slot_of(bookable, slot_id), said=said, status=409)
    db.session.commit()
    if wants("door"):
        return shown(bookable, subject, slot, said=said)
    flash(typo(said))
    return redirect(url_for(".door", bookable_id=bookable_id, slot_id=slot_id, q=words() or None))


def words() -> str:
    """The letters by which a name is looked for."""
    return request.values.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS]


def shown(
    bookable: Bookable, subject: Subject, slot: Slot, *, said: str = "", status: int = 200
) -> Response:
    return page(
        "bookings/attendance/door.html",
        fragment="door",
        status=status,
        bookable=bookable,
        subject=subject,
        slot=slot,
        found=queries.door_of(queries.sheet_of(bookable), slot, words()),
        most=SHOWN,
        q=words(),
        said=said,
        is_refused=status == 409,
        is_open=is_around(bookable, slot, now()) and not bookable.attendance_locked_at,
        in_words=slot_in_words(slot),
        labels=PRESENCE_LABELS,
        methods=METHOD_LABELS,
        undone=policy.may_be_taken_back,
        at=now(),
        clock=clock_of(bookable),
    )
