"""My calendar: a secret address that my calendar reads, to get, renew and take back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Response, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from intranet.bookings import actions, queries
from intranet.bookings.calendars import entries
from intranet.bookings.views.blueprint import bp
from intranet.kit import asides, calendars
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.exports import absolute
from intranet.kit.htmx import page

SHOWN_ONCE = "calendar address"


@bp.get("/moi/agenda")
def my_calendar() -> Response:
    """Whether I have an address; the address itself, just after it was made."""
    known = db.session.scalars(queries.calendar_of(me())).one_or_none()
    word = session.pop(SHOWN_ONCE, None)
    return page(
        "bookings/calendar.html",
        known=known,
        address=absolute(url_for(".calendar_feed", word=word)) if word and known else None,
    )


@bp.post("/moi/agenda")
def renew_calendar() -> ResponseReturnValue:
    """A new address; the one before is closed."""
    try:
        word = actions.renew_calendar(me(), now())
    except IntegrityError:  # asked twice at once: one address is made, and it is enough
        db.session.rollback()
        return redirect(url_for(".my_calendar"))
    db.session.commit()
    session[SHOWN_ONCE] = word
    return redirect(url_for(".my_calendar"))


@bp.post("/moi/agenda/retrait")
def revoke_calendar() -> ResponseReturnValue:
    """Close the address."""
    actions.revoke_calendar(me(), now())
    db.session.commit()
    flash("L’adresse est fermée : plus aucun agenda ne la lit.")
    return redirect(url_for(".my_calendar"))


@bp.get("/moi/agenda/<word>.ics")
def calendar_feed(word: str) -> Response:
    """Whoever has the address reads it: that is what it is for, and why it can be taken back."""
    found, at = one_or_404(queries.calendar_opened_by(word)), now()
    meetings = [
        replace(one, url=absolute(one.url)) for one in queries.meetings_of(found.member, at)
    ]
    answer = calendars.answer(
        entries(meetings, at), name="Mes rencontres (Passerelles)", file="mon-agenda.ics", public=False
    )  # fmt: skip
    asides.jot(partial(actions.note_calendar_read, found.id, at))
    return answer
