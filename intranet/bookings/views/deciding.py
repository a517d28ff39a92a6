"""One registration for whoever holds the meeting: agree, refuse, give a seat, take it back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.forms import DecisionForm
from intranet.bookings.models import (
    NEEDS_KEPT,
    SEATED,
    Bookable,
    HasBegun,
    ReasonNeeded,
    Registration,
    RegistrationAlreadyMoved,
    Subject,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.histories import told
from intranet.bookings.views.known import (
    meeting,
    meeting_of,
    organized_meeting,
    organizes,
)
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo

DECIDED = {
    "accord": "L’accord est donné ; la personne est prévenue.",
    "refus": "L’inscription est refusée ; la personne est prévenue.",
    "place": "La place est donnée ; la personne est prévenue.",
    "annulation": "L’inscription est annulée ; la personne est prévenue.",
}
WITH_REASON = frozenset({"refus", "annulation"})


@bp.route("/animer/inscriptions/<int:bookable_id>/<uuid>", methods=["GET", "POST"])
def decide(bookable_id: int, uuid: str) -> ResponseReturnValue:
    """What may be decided; the button says what is."""
    row, form = of_meeting(meeting(bookable_id), uuid), DecisionForm()
    if not form.is_submitted():
        return deciding(*meeting_of(row), row, form)
    bookable, subject = organized_meeting(bookable_id)
    act = request.form.get("act", "")
    if act not in DECIDED:
        abort(400)
    if not form.validate() or (act in WITH_REASON and not form.has_reason()):
        return deciding(bookable, subject, row, form)
    said = form.reason.data or ""
    doing: dict[str, Callable[[], None]] = {
        "accord": lambda: actions.approve(row, now(), by=me(), note=said),
        "refus": lambda: actions.refuse(row, now(), said, by=me()),
        "place": lambda: actions.promote(row, now(), by=me(), reason=said),
        "annulation": lambda: actions.dismiss(row, now(), said, by=me()),
    }
    try:
        doing[act]()
    except ReasonNeeded:
        db.session.rollback()
        form.refuse(form.reason, "Cette personne passe avant d’autres, ou au-delà des places : dites pourquoi.")  # fmt: skip
        return again(bookable_id, uuid, form)
    except (RegistrationAlreadyMoved, HasBegun):
        db.session.rollback()
        return again(bookable_id, uuid, form, status=409)
    db.session.commit()
    flash(typo(DECIDED[act]))
    return redirect(url_for(".desk", bookable_id=bookable_id))


def of_meeting(bookable: Bookable, uuid: str) -> Registration:
    query = queries.one_of(uuid).where(Registration.bookable_id == bookable.id)
    return one_or_404(query)


def again(bookable_id: int, uuid: str, form: DecisionForm, *, status: int = 422) -> Response:
    bookable, subject = organized_meeting(bookable_id)
    return deciding(bookable, subject, of_meeting(bookable, uuid), form, status=status)


def deciding(
    bookable: Bookable,
    subject: Subject,
    row: Registration,
    form: DecisionForm,
    *,
    status: int | None = None,
) -> Response:
    referents = queries.holder_of(bookable).referents(bookable.id)
    begun, holds = subject.has_begun(now()), organizes(bookable)
    return page(
        "bookings/decide.html",
        status=status or (422 if form.errors else 200),
        bookable=bookable,
        subject=subject,
        row=row,
        form=form,
        place=queries.positions_of([row]).get(row.id),
        events=told(row) if holds else [],
        holds=holds,
        begun=begun,
        may_act=holds and row.is_active and not (begun and row.state in SEATED),
        needs_kept=NEEDS_KEPT.days,
        needs=row.needs if policy.reads_needs(me(), referents) else None,
        referents=referents,
        overtaken=status == 409,
    )
