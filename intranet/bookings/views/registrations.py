"""My registrations, and those I asked for others: where each stands, and what I may do."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.forms import CancelForm, NameForm
from intranet.bookings.models import (
    AWAITING,
    AlreadyRegistered,
    HasBegun,
    Registration,
    RegistrationAlreadyMoved,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.histories import told
from intranet.bookings.views.known import colleague, my_registration, our_people
from intranet.bookings.views.passes import pass_of
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo

DONE = {
    "acceptation": "La place est à vous.",
    "refus": "La place va à la personne suivante.",
    "annulation": "L’inscription est annulée.",
    "maintien": "Votre place est gardée, aux nouvelles dates.",
}


@bp.get("/moi/inscriptions")
def mine_all() -> Response:
    """What I registered for, and what I asked for others."""
    found = every(queries.of_member(me()))
    return page(
        "bookings/mine.html",
        found=found,
        subjects=queries.subjects_of(row.bookable for row in found),
        places=queries.positions_of(found),
        at=now(),
    )


@bp.get("/moi/inscriptions/<uuid>")
def mine_one(uuid: str) -> Response:
    """One of them, with its history in plain words."""
    return shown(my_registration(uuid))


@bp.post("/moi/inscriptions/<uuid>/<any(acceptation, refus, annulation):act>")
def act_on_mine(uuid: str, act: str) -> ResponseReturnValue:
    """Accept or decline the seat that is offered; give a seat back, or leave the line."""
    row, form = my_registration(uuid), CancelForm()
    if not form.validate():
        return shown(row, status=422, cancelling=form)
    doing: dict[str, Callable[[], None]] = {
        "acceptation": lambda: actions.accept(row, now(), by=me()),
        "refus": lambda: actions.decline(row, now(), by=me()),
        "annulation": lambda: actions.cancel(row, now(), by=me(), reason=form.reason.data or ""),
    }
    try:
        doing[act]()
    except (RegistrationAlreadyMoved, HasBegun):
        db.session.rollback()
        return shown(my_registration(uuid), status=409)
    db.session.commit()
    flash(typo(DONE[act]))
    return redirect(url_for(".mine_one", uuid=uuid))


@bp.post("/moi/inscriptions/<uuid>/nom")
def name_seat(uuid: str) -> ResponseReturnValue:
    """Say who takes a seat of a group."""
    row, form = my_registration(uuid), NameForm()
    if not policy.may_name(me(), row):
        abort(403)
    form.offer(our_people())
    if not form.validate_on_submit():
        return shown(row, status=422, naming=form)
    member = colleague(form.who())
    guest = {"guest_name": form.guest_name.data or "", "guest_email": form.guest_email.data or ""}
    try:
        actions.name(row, now(), by=me(), member=member, **guest)
    except AlreadyRegistered:
        db.session.rollback()
        form.refuse(form.person, "Cette personne est déjà inscrite, ou attend déjà une place.")
        return shown(my_registration(uuid), status=422, naming=form)
    except (RegistrationAlreadyMoved, HasBegun):
        db.session.rollback()
        return shown(my_registration(uuid), status=409)
    db.session.commit()
    flash(typo("La place a un nom ; la personne est prévenue."))
    return redirect(url_for(".my_group", uuid=row.group.uuid if row.group else ""))


@bp.get("/moi/inscriptions/groupes/<uuid>")
def my_group(uuid: str) -> Response:
    """The seats of a group that I asked for."""
    group = one_or_404(queries.group_of(uuid))
    if group.requested_by_id != me().id:
        abort(404)
    subject = queries.subject_of(group.bookable)
    waits = any(row.state in AWAITING for row in group.registrations)
    return page(
        "bookings/group_seats.html",
        group=group,
        subject=subject,
        waits=waits and not subject.has_begun(now()),
        places=queries.positions_of(group.registrations),
    )


def shown(
    row: Registration,
    *,
    status: int = 200,
    cancelling: CancelForm | None = None,
    naming: NameForm | None = None,
) -> Response:
    """Its page; again with errors, or with what happened meanwhile."""
    subject = queries.subject_of(row.bookable)
    begun = subject.has_begun(now())
    may_name = policy.may_name(me(), row) and not begun
    if may_name and naming is None:
        naming = NameForm(formdata=None, person=str(row.member_id or ""), guest_name=row.guest_name, guest_email=row.guest_email)  # fmt: skip
        naming.offer(our_people())
    return page(
        "bookings/registration.html",
        status=status,
        row=row,
        subject=subject,
        place=queries.positions_of([row]).get(row.id),
        events=told(row),
        code=pass_of(row, now()),
        reads_video=policy.reads_video_link(row, subject, now()),
        begun=begun,
        may_leave=policy.may_leave(row) and not begun,
        naming=naming if may_name else None,
        cancelling=cancelling or CancelForm(formdata=None),
        overtaken=status == 409,
    )
