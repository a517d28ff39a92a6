"""The page of a seat for whoever holds its letter, with an account or not: reading changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, policy, queries
from intranet.bookings.models import (
    AlreadyRegistered,
    HasBegun,
    NoRoomLeft,
    NotOpen,
    Registration,
    RegistrationAlreadyMoved,
    RegistrationState,
)
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.passes import pass_of
from intranet.bookings.views.registrations import DONE
from intranet.kit import links
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.members.models import Member


@bp.get("/inscriptions/lien/<word>")
def by_link(word: str) -> Response:
    """Where the registration stands, and what one may do: the letter is the proof."""
    row, _ = held(word)
    return standing_of(row, word)


@bp.post("/inscriptions/lien/<word>")
def act_by_link(word: str) -> ResponseReturnValue:
    """Accept, decline, give back: the button says which."""
    row, by = held(word)
    doing: dict[str, Callable[[], None]] = {
        "acceptation": lambda: actions.accept(row, now(), by=by),
        "refus": lambda: actions.decline(row, now(), by=by),
        "annulation": lambda: actions.cancel(row, now(), by=by),
        "maintien": lambda: actions.keep(row, now()),
    }
    act = request.form.get("act", "")
    if act not in doing:
        abort(400)
    try:
        doing[act]()
    except (RegistrationAlreadyMoved, HasBegun):
        db.session.rollback()
        return standing_of(held(word)[0], word, status=409)
    db.session.commit()
    flash(typo(DONE[act]))
    return redirect(url_for(".by_link", word=word))


@bp.post("/inscriptions/lien/<word>/autre-session")
def change_by_link(word: str) -> ResponseReturnValue:
    """Leave this seat for one of another run; where that one is full, this one is kept."""
    row, by = held(word)
    chosen = request.form.get("session", type=int) or 0
    if chosen not in instead_of(row):  # called off, begun or put off since the page was read
        is_kept = row.state is RegistrationState.CONFIRMED
        return standing_of(row, word, status=409, is_full=is_kept)
    try:
        made = actions.exchange(row, chosen, now(), by=by)
    except AlreadyRegistered:
        db.session.rollback()
        return standing_of(held(word)[0], word, status=409, is_there=True)
    except (NotOpen, NoRoomLeft):
        db.session.rollback()
        return standing_of(held(word)[0], word, status=409, is_full=True)
    except (RegistrationAlreadyMoved, HasBegun):
        db.session.rollback()
        return standing_of(held(word)[0], word, status=409)
    db.session.commit()
    flash("Votre place est à l’autre session, et celle-ci est rendue.")
    return redirect(actions.path_of(made, by if by is not made.member else None))


def instead_of(row: Registration) -> Mapping[int, str | None]:
    """The other meetings where this seat may be had instead."""
    may_move = policy.may_exchange(row)
    return queries.holder_of(row.bookable).alike(row.bookable_id, now()) if may_move else {}


def held(word: str) -> tuple[Registration, Member | None]:
    """The registration of a link, and the member whose link it is; a 404 once the seat is not theirs."""
    row, who = linked(word, actions.HOLDER)
    asker = row.requested_by
    is_asker = asker is not None and who == str(asker.id)
    if not who or (who != row.holder_key and not is_asker):
        abort(404)
    return row, row.member if who == row.holder_key else asker


def linked(word: str, purpose: str) -> tuple[Registration, str]:
    """What a link of ours stands for: a registration and a reader; a 404 for any other word."""
    registration_id, *who = links.read_or_404(purpose, word)
    return one_or_404(queries.numbered(int(registration_id))), "".join(str(one) for one in who)


def standing_of(
    row: Registration,
    word: str,
    *,
    status: int = 200,
    is_full: bool = False,
    is_there: bool = False,
) -> Response:
    confirmed = row.state is RegistrationState.CONFIRMED
    alike = queries.subjects_numbered(instead_of(row) if confirmed else ())
    subject = queries.subject_of(row.bookable)
    begun = subject.has_begun(now())
    return page(
        "bookings/by_link.html",
        status=status,
        row=row,
        subject=subject,
        word=word,
        place=queries.positions_of([row]).get(row.id),
        begun=begun,
        may_leave=policy.may_leave(row) and not begun,
        overtaken=status == 409 and not (is_full or is_there),
        is_full=is_full,
        is_there=is_there,
        has_moved=confirmed and row.kept_sequence < row.bookable.told_sequence,
        alike=alike,
        code=pass_of(row, now()),
        reads_video=policy.reads_video_link(row, subject, now()),
    )
