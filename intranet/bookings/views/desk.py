"""The list of whoever holds a meeting: who sits, who waits in order, who needs an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.forms import CapacityForm, PlaceForm
from intranet.bookings.forms.registering import SEAT_LABELS
from intranet.bookings.models import (
    SEATED,
    STANDING_LABELS,
    Bookable,
    Cause,
    Lifecycle,
    NotOpen,
    Occupancy,
    Registration,
    RegistrationState,
    Subject,
    UnderMinimum,
    standing,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import organized_meeting
from intranet.kit import journal
from intranet.kit.access import me
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db, every
from intranet.kit.exports import cell
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.texts import plural, typo
from intranet.kit.workbooks import MIMETYPE, write_xlsx
from intranet.members import queries as members

WIDTHS = (8, 28, 32, 36, 22, 16, 18, 18, 24, 10)


@bp.get("/animer/inscriptions/<int:bookable_id>")
def desk(bookable_id: int) -> Response:
    """Everybody who registered for a meeting that I hold."""
    return listed(*organized_meeting(bookable_id))


@bp.post("/animer/inscriptions/<int:bookable_id>/places")
def set_seats(bookable_id: int) -> ResponseReturnValue:
    """More seats let in those who wait; fewer put nobody out."""
    bookable, subject = organized_meeting(bookable_id)
    form = CapacityForm()
    if not form.validate_on_submit():
        return listed(bookable, subject, form)
    room, remote = form.capacity.data, form.remote_capacity.data
    try:
        came_in = actions.set_seats(bookable_id, room, remote, now(), by=me())
    except UnderMinimum as under:
        db.session.rollback()
        form.refuse(
            form.capacity, f"La {subject.noun} se tient à partir de {under.args[0]} personnes."
        )
        return listed(*organized_meeting(bookable_id), form)
    db.session.commit()
    flash(typo(f"Le nombre de places est à jour{let_in(came_in)}."))
    return redirect(url_for(".desk", bookable_id=bookable_id))


@bp.post("/animer/inscriptions/<int:bookable_id>/tenue")
def keep_meeting(bookable_id: int) -> ResponseReturnValue:
    """However few come, it will be held: whoever has a seat reads so."""
    bookable, subject = organized_meeting(bookable_id)
    taken = queries.occupancy_of([bookable])[bookable.id]
    sure = may_be_kept(bookable, subject, taken) and actions.will_be_held(
        bookable, subject, now(), by=me()
    )
    db.session.commit()
    said = "C’est dit : elle aura lieu." if sure else "Rien de plus n’a été fait : c’était déjà dit, personne n’y a de place, ou elle n’est plus à venir."  # fmt: skip
    flash(typo(said))
    return redirect(url_for(".desk", bookable_id=bookable_id))


def may_be_kept(bookable: Bookable, subject: Subject, taken: Occupancy) -> bool:
    """Whether one may still say that it will be held: to whoever has a seat, once, before it begins."""
    coming = subject.starts_at is not None and not subject.has_begun(now())
    awaited = coming and subject.is_shown and bookable.lifecycle is Lifecycle.SCHEDULED
    return awaited and taken.seated > 0


def let_in(count: int) -> str:
    """Who came in from the waiting list, at the end of a sentence; nothing where nobody did."""
    one = "personne de la liste d’attente en profite"
    many = "personnes de la liste d’attente en profitent"
    return f" : {plural(count, one, many)}" if count else ""


@bp.route("/animer/inscriptions/<int:bookable_id>/ajout", methods=["GET", "POST"])
def place(bookable_id: int) -> ResponseReturnValue:
    """A seat given by hand, which the history keeps as such."""
    bookable, subject = organized_meeting(bookable_id)
    form = PlaceForm()
    if not form.validate_on_submit():
        return placing(bookable, subject, form)
    found = db.session.scalars(members.of_address(form.email.data)).one_or_none()
    if found is None and not form.guest_name.data:
        form.refuse(form.guest_name, "Aucun compte à cette adresse : écrivez le nom.")
        return placing(bookable, subject, form)
    try:
        made = actions.place(
            bookable_id,
            now(),
            by=me(),
            reason=form.reason.data,
            member=found,
            guest_name="" if found else form.guest_name.data,
            guest_email="" if found else form.email.data,
        )
    except NotOpen:
        db.session.rollback()
        form.refuse(
            form.email,
            "Elle est annulée, ou sa page n’est pas en ligne : il n’y a pas de place à donner.",
        )
        return placing(*organized_meeting(bookable_id), form)
    db.session.commit()
    flash(typo("La place est donnée." if made.is_new else "Cette personne était déjà inscrite."))
    return redirect(url_for(".desk", bookable_id=bookable_id))


@bp.get("/animer/inscriptions/<int:bookable_id>.<any(csv, xlsx):form>")
def desk_as(bookable_id: int, form: str) -> Response:
    """The same list for a spreadsheet; seats given out of order are told as such."""
    bookable, _ = organized_meeting(bookable_id)
    rows = list(lines(every(queries.on_list(bookable.id).options(*queries.with_causes()))))
    name = f"inscriptions-{bookable.id}"
    if form == "xlsx":
        response = make_response(write_xlsx([("Inscriptions", WIDTHS, rows)], cell))
        response.headers["Content-Type"] = MIMETYPE
    else:
        text = "".join(";".join(quoted(value) for value in row) + "\r\n" for row in rows)
        response = make_response("\ufeff" + text)
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f"attachment; filename={name}.{form}"
    journal.note_apart(
        Kind.DATA_EXPORTED, by=me(), about=(Bookable.__tablename__, bookable_id), detail="seats"
    )
    return response


def quoted(value: Any) -> str:
    text = cell(value).replace('"', '""')
    return f'"{text}"'


def lines(found: Sequence[Registration]) -> Iterator[Sequence[str | int]]:
    """The head, then a line a registration, in the order of ranks; no need is told here."""
    yield ("Rang", "Personne", "Courriel", "Structure", "État", "Place", "Demandée le", "Demandée par", "Groupe", "Hors ordre")  # fmt: skip
    for row in found:
        yield (
            row.rank,
            row.holder_name,
            row.member.email if row.member else row.guest_email,
            row.employer.name if row.employer else "",
            row.state_label,
            SEAT_LABELS[row.seat_kind],
            in_paris(row.created_at).strftime("%d/%m/%Y %H:%M"),
            row.requested_by.name if row.requested_by else "",
            f"{row.group.seats} places" if row.group else "",
            "oui" if any(event.cause is Cause.OUT_OF_ORDER for event in row.events) else "",
        )


def listed(bookable: Bookable, subject: Subject, form: CapacityForm | None = None) -> Response:
    """The page; again with the errors of the number of seats."""
    found = every(queries.on_list(bookable.id))
    taken = queries.occupancy_of([bookable])[bookable.id]
    times = {"starts_at": subject.starts_at, "ends_at": subject.ends_at}

    def of(*states: RegistrationState) -> list[Registration]:
        return [row for row in found if row.state in states]

    waiting = of(RegistrationState.WAITLISTED)
    shown = (*SEATED, RegistrationState.PENDING, RegistrationState.WAITLISTED)
    return page(
        "bookings/desk.html",
        status=422 if form and form.errors else 200,
        bookable=bookable,
        subject=subject,
        taken=taken,
        standing=STANDING_LABELS[standing(bookable, taken, now(), **times)],
        seated=of(*SEATED),
        waiting=waiting,
        pending=of(RegistrationState.PENDING),
        gone=[row for row in found if row.state not in shown],
        places=queries.positions_of(waiting),
        form=form or CapacityForm(formdata=None, obj=bookable),
        may_be_kept=may_be_kept(bookable, subject, taken),
        reads_needs=policy.reads_needs(me(), queries.holder_of(bookable).referents(bookable.id)),
    )


def placing(bookable: Bookable, subject: Subject, form: PlaceForm) -> Response:
    return page(
        "bookings/place.html",
        status=422 if form.errors else 200,
        bookable=bookable,
        subject=subject,
        form=form,
    )
