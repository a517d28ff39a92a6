"""Opening an account, and choosing a password: by letters, and telling nobody who has an account."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.allowances import RESET_LETTERS, RESET_PLACE, SIGN_UP_LETTERS, SIGN_UP_PLACE
from intranet.kit import limits
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.kit.htmx import page
from intranet.kit.texts import lasting
from intranet.members import actions, passwords, queries
from intranet.members.forms import ConfirmForm, ForgottenForm, NewPasswordForm, SignUpForm
from intranet.members.models import AddressIsTaken, LinkIsSpent, Purpose, SingleUseLink
from intranet.members.views.blueprint import bp
from intranet.members.views.sessions import TOO_MANY as TOO_MANY_TRIES
from intranet.members.views.sessions import forget_browser, let_in, session_token, tries_of

TOO_MANY = f"Trop de demandes sont venues d’ici. Réessayez dans {lasting(SIGN_UP_PLACE.every)}."


@bp.route("/inscription", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    if reader():
        return redirect(url_for(".me"))
    form = SignUpForm()
    if not form.validate_on_submit():
        return page("members/sign_up.html", form=form, status=422 if form.errors else 200)
    if wait := limits.over((SIGN_UP_PLACE, limits.here())):
        form.refuse(form.email, TOO_MANY)
        return limits.refused(page("members/sign_up.html", form=form), wait)
    email, password = str(form.email.data), str(form.password.data)
    if limits.over((SIGN_UP_LETTERS, email)):
        passwords.kept(password)  # as long as if a letter left
    else:
        actions.sign_up(email, str(form.name.data), password, now(), link_address("confirm"))
        db.session.commit()
    return redirect(url_for(".letter_awaits"))


@bp.get("/inscription/courrier")
def letter_awaits() -> Response:
    """The same for everyone: only the letter says whether there was an account."""
    return page(
        "members/letter_awaits.html",
        is_sent=letters_leave(),
        within=actions.CONFIRM_WITHIN,
        limit=SIGN_UP_LETTERS,
    )


@bp.route("/inscription/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Opening the link shows a form, because mail scanners open links too.

    It asks for the password: whoever signed up with somebody else’s address would wait for a mere
    press of a button, then enter an account that bears that person’s name.
    """
    link = link_by(token, Purpose.CONFIRM)
    if link is None:
        return spent_link()
    form, tries = ConfirmForm(link), tries_of(str(link.email))
    if request.method == "POST" and (wait := limits.over(*tries)):
        form.refuse(form.password, TOO_MANY_TRIES)
        return limits.refused(_confirming(form), wait)
    if not form.validate_on_submit():
        return _confirming(form, 422 if form.errors else 200)
    try:
        member = actions.confirm(link, now())
    except (LinkIsSpent, AddressIsTaken):
        db.session.rollback()
        return spent_link()
    limits.give_back(*tries)
    flash("Votre adresse est confirmée, et votre compte est ouvert.")
    return let_in(member, None)


@bp.route("/mot-de-passe", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate_on_submit():
        return _asked_for_address(form, 422 if form.errors else 200)
    if wait := limits.over((RESET_PLACE, limits.here())):
        form.refuse(form.email, TOO_MANY)
        return limits.refused(_asked_for_address(form), wait)
    email = str(form.email.data)
    if not limits.over((RESET_LETTERS, email)):
        actions.ask_for_a_new_password(email, now(), link_address("new_password"))
        db.session.commit()
    return redirect(url_for(".reset_awaits"))


@bp.get("/mot-de-passe/courrier")
def reset_awaits() -> Response:
    """The same whether the address has an account or not."""
    return page("members/reset_awaits.html", is_sent=letters_leave(), limit=RESET_LETTERS)


@bp.route("/mot-de-passe/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    link = link_by(token, Purpose.RESET)
    if link is None or link.member is None:
        return spent_link(Purpose.RESET)
    form = NewPasswordForm(link.member)
    if not form.validate_on_submit():
        return page(
            "members/new_password.html",
            form=form,
            member=link.member,
            status=422 if form.errors else 200,
        )
    try:
        actions.choose_password(link, str(form.password.data), now())
    except LinkIsSpent:
        db.session.rollback()
        return spent_link(Purpose.RESET)
    limits.forgive(tries_of(link.member.email)[0])  # as whoever tried too often was told
    actions.close_session(session_token())  # of somebody else, in this browser, which forgets it
    db.session.commit()
    forget_browser()
    flash("Votre mot de passe est changé, et toutes vos sessions sont fermées. Connectez-vous.")
    return redirect(url_for(".sign_in"))


def link_by(token: str, purpose: Purpose) -> SingleUseLink | None:
    """What a token of a letter opens, while it still does."""
    return db.session.scalar(queries.usable_link(token, purpose, now()))


def link_address(view: str) -> actions.Address:
    """The whole address of the page that a token opens, as a letter carries it."""
    return lambda token: absolute(url_for(f".{view}", token=token))


def spent_link(purpose: Purpose = Purpose.CONFIRM) -> Response:
    """It served, or came too late: which of the two is not said."""
    return page(
        "members/spent_link.html",
        confirms=purpose is Purpose.CONFIRM,
        within=actions.CONFIRM_WITHIN,
        status=410,
    )


def _confirming(form: ConfirmForm, status: int = 200) -> Response:
    return page("members/confirm.html", form=form, status=status)


def _asked_for_address(form: ForgottenForm, status: int = 200) -> Response:
    return page("members/forgotten.html", form=form, within=actions.RESET_WITHIN, status=status)


def letters_leave() -> bool:
    """Whether this site sends its letters; a demonstration keeps them in its outbox."""
    return bool(current_app.config["MAIL_URL"])
