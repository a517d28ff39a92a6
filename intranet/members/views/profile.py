"""« Mon profil »: who I am here, where I work and worked, my sessions, my password, closing it all."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import limits
from intranet.kit.access import me
from intranet.kit.backups import KEPT_DAYS
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.members import actions, queries
from intranet.members.forms import ChangePasswordForm, ClosingForm, ProfileForm, RolesForm
from intranet.members.models import ROLE_LABELS, LastAdministrator
from intranet.members.policy import may_ask_for_roles
from intranet.members.views.blueprint import bp
from intranet.members.views.sessions import (
    TOO_MANY,
    forget_browser,
    session_token,
    tries_of,
)


@bp.get("/moi", endpoint="me")
def profile() -> Response:
    return shown(RolesForm(me()))


def shown(roles_form: RolesForm, status: int = 200) -> Response:
    """The profile, with what was asked and refused."""
    member = me()
    return page(
        "members/me.html",
        status=status,
        member=member,
        memberships=every(queries.memberships_of(member)),
        roles_form=roles_form,
        may_ask_for_roles=may_ask_for_roles(member),
        role_labels=ROLE_LABELS,
    )


@bp.route("/moi/profil", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    member = me()
    works = member.membership or member.asked_membership
    form = ProfileForm(obj=member, job_title=works.job_title if works else "")
    if works is None:  # what one does is said of where one does it
        del form.job_title
    if not form.validate_on_submit():
        return page("members/edit.html", form=form, status=422 if form.errors else 200)
    member.name, member.about = form.name.data, form.about.data or ""
    member.is_listed = form.is_listed.data
    member.can_be_asked = form.can_be_asked.data
    member.is_counted = form.is_counted.data
    member.hides_from_own = form.hides_from_own.data
    if works:
        works.job_title = form.job_title.data or ""
    actions.let_be_found(member)
    db.session.commit()
    flash("Votre profil est enregistré.")
    return redirect(url_for(".me"))


@bp.route("/moi/mot-de-passe", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm(me())
    tries = tries_of(me().email)
    if request.method == "POST" and (wait := limits.over(*tries)):
        form.refuse(form.current, TOO_MANY)
        return limits.refused(page("members/change_password.html", form=form), wait)
    if not form.validate_on_submit():
        return page("members/change_password.html", form=form, status=422 if form.errors else 200)
    limits.give_back(*tries)
    actions.change_password(me(), str(form.password.data), now(), token=session_token())
    db.session.commit()
    flash("Votre mot de passe est changé. Vos autres sessions sont fermées.")
    return redirect(url_for(".me"))


@bp.route("/moi/fermeture", methods=["GET", "POST"])
def close() -> ResponseReturnValue:
    form = ClosingForm(me())
    tries = tries_of(me().email)
    if request.method == "POST" and (wait := limits.over(*tries)):
        form.refuse(form.current, TOO_MANY)
        return limits.refused(_closing(form), wait)
    if not form.validate_on_submit():
        return _closing(form, 422 if form.errors else 200)
    limits.give_back(*tries)
    try:
        actions.close_account(me(), now())
    except LastAdministrator:
        db.session.rollback()
        form.refuse(form.sure, "Vous êtes le dernier administrateur : nommez-en d’abord un autre.")
        return _closing(form, 422)
    db.session.commit()
    forget_browser()
    flash("Votre compte est fermé. Vos données personnelles sont effacées.")
    return redirect("/")


def _closing(form: ClosingForm, status: int = 200) -> Response:
    return page("members/close.html", form=form, backups_kept=KEPT_DAYS, status=status)
