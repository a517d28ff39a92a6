"""Registering: oneself, a colleague, several people named later."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.actions import Registered
from intranet.bookings.forms import GroupForm, RegisterForm
from intranet.bookings.forms.registering import LEAST_TOGETHER
from intranet.bookings.models import (
    NEEDS_KEPT,
    STANDING_LABELS,
    Bookable,
    GroupTooLarge,
    NoRoomLeft,
    NotOpen,
    Registration,
    RegistrationGroup,
    RegistrationState,
    Standing,
    standing,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import colleague, known_meeting, my_colleagues
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, only_read_on
from intranet.kit.htmx import page
from intranet.kit.texts import plural, typo
from intranet.places.shapes import region_names


@bp.route("/inscriptions/<int:bookable_id>", methods=["GET", "POST"])
def register(bookable_id: int) -> ResponseReturnValue:
    """A seat for oneself, or for a colleague who is told."""
    require(policy.may_register(me()))
    bookable, form = known_meeting(bookable_id), RegisterForm()
    form.offer(bookable, me(), my_colleagues(), elsewhere(bookable))
    if not form.validate_on_submit():
        return asking("register", bookable, form)
    member = colleague(form.who()) or me()
    return registered(
        "register",
        bookable,
        form,
        lambda: actions.register(bookable_id, member, form.asked(), now(), by=me()),
    )


@bp.route("/inscriptions/<int:bookable_id>/groupe", methods=["GET", "POST"])
def register_group(bookable_id: int) -> ResponseReturnValue:
    """Several seats for one’s structure, named later."""
    require(policy.may_register(me()))
    bookable, form = known_meeting(bookable_id), GroupForm()
    form.offer(bookable, me())
    if not form.validate_on_submit():
        return asking("group", bookable, form)
    token = f"{me().id}:{form.submission.data}"
    return registered(
        "group",
        bookable,
        form,
        lambda: actions.register_group(
            bookable_id, form.together(), form.said(), now(), by=me(), token=token
        ),
    )


def elsewhere(bookable: Bookable) -> Mapping[str, str] | None:
    """The regions of the other runs that would do; None where there is no other run."""
    alike = queries.holder_of(bookable).alike(bookable.id, now())
    names = region_names()
    regions = sorted({code for code in alike.values() if code}, key=lambda code: names[code])
    return {code: names[code] for code in regions} if alike else None


def asking(
    kind: str,
    bookable: Bookable,
    form: RegisterForm | GroupForm,
    *,
    status: int | None = None,
    refused: str | None = None,
) -> Response:
    """The form, with what the seats are now; it promises nothing: the lock decides."""
    subject = queries.subject_of(bookable)
    taken = queries.occupancy_of([bookable])[bookable.id]
    times = {"starts_at": subject.starts_at, "ends_at": subject.ends_at}
    mine = queries.active_of(bookable.id, me().id)
    return page(
        f"bookings/{kind}.html",
        status=status or (422 if form.errors else 200),
        bookable=bookable,
        subject=subject,
        form=form,
        taken=taken,
        standing=standing(bookable, taken, now(), **times),
        labels=STANDING_LABELS,
        mine=mine,
        refused=refused,
        needs_kept=NEEDS_KEPT.days,
        referents=queries.holder_of(bookable).referents(bookable.id),
    )


def registered(
    kind: str, bookable: Bookable, form: RegisterForm | GroupForm, ask: Callable[[], Registered]
) -> ResponseReturnValue:
    """Ask the seats, and say what came of it; what cannot be had is said on the form, kept."""
    bookable_id, refused = bookable.id, None
    try:
        made = ask()
    except NoRoomLeft:
        refused = NO_ROOM["apart" if kind == "register" and "seat_kind" in form else kind]
    except NotOpen as stands:
        label = STANDING_LABELS[Standing(stands.args[0])].lower()
        refused = f"On ne peut pas s’inscrire maintenant : {label}."
    except GroupTooLarge as large:
        refused = too_large(large.args[0])
    if refused:
        only_read_on()
        return asking(kind, known_meeting(bookable_id), form, status=409, refused=refused)
    said, onward = typo(what_came_of(made)), page_of(made)  # read before the lock is let go
    db.session.commit()
    flash(said)
    return redirect(onward)


NO_ROOM = {
    "register": "C’est complet, et la liste d’attente aussi.",
    "apart": "Il n’y a plus de place de cette façon, liste d’attente comprise : voyez l’autre, dans la salle ou à distance.",
    "group": "Il ne reste pas assez de places pour vous tous, liste d’attente comprise : demandez-en moins.",
}


def too_large(capacity: int) -> str:
    """Of a group that waits whole: where even two do not fit, each registers alone."""
    if capacity < LEAST_TOGETHER:
        return "Il n’y a pas de place pour plusieurs ici : chacun s’inscrit seul."
    return f"Il n’y a que {plural(capacity, 'place')} en tout : demandez-en moins."


def what_came_of(made: Registered) -> str:
    """In a sentence; a seat that went meanwhile is no error, and says the rank."""
    found = made.registration
    if not made.is_new:
        return f"C’était déjà fait : {found.state_label.lower()}."
    if found.state is RegistrationState.PENDING:
        return "La demande est enregistrée : elle attend un accord."
    if found.group:
        return what_came_of_group(found.group)
    if found.moved_from_id:
        return "C’est complet ici, mais la place est confirmée à une autre session : celle-ci."
    if found.state is RegistrationState.WAITLISTED:
        who = "vous êtes" if found.member_id == me().id else f"{found.holder_name} est"
        return f"C’est complet : {who} n° {rank_of(found)} sur la liste d’attente."
    return "La place est confirmée."


def what_came_of_group(group: RegistrationGroup) -> str:
    """How many of its seats are confirmed; what waits, and from which rank."""
    seated = [row for row in group.registrations if row.state is RegistrationState.CONFIRMED]
    waiting = [row for row in group.registrations if row.state is RegistrationState.WAITLISTED]
    if not waiting:
        return f"Les {group.seats} places sont confirmées."
    rank = f"n° {rank_of(waiting[0])} sur la liste d’attente"
    if not seated:
        return f"Il n’y a pas assez de places : votre groupe est {rank}."
    kept = plural(len(seated), "place est confirmée", "places sont confirmées")
    others = plural(len(waiting), "autre attend", "autres attendent")
    return f"{kept}, {others} : {rank}."


def rank_of(row: Registration) -> int:
    return queries.positions_of([row])[row.id]


def page_of(made: Registered) -> str:
    found = made.registration
    if found.group:
        return url_for(".my_group", uuid=found.group.uuid)
    return url_for(".mine_one", uuid=found.uuid)
