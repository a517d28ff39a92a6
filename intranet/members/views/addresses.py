"""« Changer d’adresse »: the new one is proven by a letter, the old one is told."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.allowances import SIGN_UP_LETTERS, SIGN_UP_PLACE
from intranet.kit import limits
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.forms import address_of
from intranet.kit.htmx import page
from intranet.kit.texts import lasting
from intranet.members import actions, queries
from intranet.members.forms import AddressForm
from intranet.members.models import AddressIsTaken, LinkIsSpent, Purpose
from intranet.members.views.accounts import letters_leave, link_address, link_by
from intranet.members.views.blueprint import bp
from intranet.members.views.sessions import TOO_MANY, session_token, tries_of

TOO_MANY_LETTERS = f"Trop de courriels sont partis vers cette adresse ou la vôtre. Réessayez dans {lasting(SIGN_UP_LETTERS.every)}."

AWAITED = (
    "Un courriel vous attend à la nouvelle adresse : suivez son lien dans les"
    f" {lasting(actions.MOVE_WITHIN)}. D’ici là, rien ne change."
)


@bp.route("/moi/adresse", methods=["GET", "POST"])
def change_address() -> ResponseReturnValue:
    form, tries = AddressForm(me()), tries_of(me().email)
    if request.method == "POST" and (wait := limits.over(*tries)):
        form.refuse(form.current, TOO_MANY)
        return limits.refused(_shown(form), wait)
    if not form.validate_on_submit():
        return _shown(form, 422 if form.errors else 200)
    limits.give_back(*tries)
    return _asked(form, address_of(form.email))


@bp.route("/moi/adresse/<token>", methods=["GET", "POST"])
def take_address(token: str) -> ResponseReturnValue:
    """By whoever asked alone, signed in: or one would hand one’s account to the address of another."""
    link = link_by(token, Purpose.ADDRESS)
    if link is None:
        return _spent()
    if link.member_id != me().id:
        abort(404)
    if request.method == "GET":
        return page("members/take_address.html", email=link.email)
    try:
        actions.take_address(link, me(), now(), token=session_token())
    except (LinkIsSpent, AddressIsTaken):
        db.session.rollback()
        return _spent()
    db.session.commit()
    flash("Votre adresse est changée. Vos autres sessions sont fermées.")
    return redirect(url_for(".me"))


def _asked(form: AddressForm, email: str) -> ResponseReturnValue:
    """Neither address receives any number of letters by it."""
    letters = (
        (SIGN_UP_PLACE, limits.here()),
        (SIGN_UP_LETTERS, email),
        (SIGN_UP_LETTERS, me().email),
    )
    if wait := limits.over(*letters):
        form.refuse(form.email, TOO_MANY_LETTERS)
        return limits.refused(_shown(form), wait)
    actions.ask_for_address(me(), email, now(), link_address("take_address"))
    db.session.commit()
    flash(AWAITED)  # the same whether the new address has an account or not
    return redirect(url_for(".me"))


def _shown(form: AddressForm, status: int = 200) -> Response:
    return page(
        "members/change_address.html",
        form=form,
        may_lose=actions.is_there_by_address(me()),
        identities=every(queries.identities_of(me())),
        within=actions.MOVE_WITHIN,
        is_sent=letters_leave(),
        status=status,
    )


def _spent() -> Response:
    """It served, another replaced it, or it came too late: which of them is not said."""
    return page("members/spent_address.html", within=actions.MOVE_WITHIN, status=410)
