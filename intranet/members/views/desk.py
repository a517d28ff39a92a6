"""What an administrator does for an account: close its sessions, take a lost factor away, name it to
animate the network or to run the site.
"""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import journal
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.journal import Kind
from intranet.kit.listing import listed
from intranet.members import actions, queries
from intranet.members.forms import AccountSearchForm, FactorLossForm, RoleForm
from intranet.members.models import LastAdministrator, Member
from intranet.members.policy import may_run_accounts, may_take_factor_away
from intranet.members.views.blueprint import bp
from intranet.members.views.proving import to_prove
from intranet.members.views.sessions import session_token


@bp.get("/animer/comptes")
def desk() -> Response:
    require(may_run_accounts(me()))
    form = AccountSearchForm(request.args)
    return page(
        "members/desk.html",
        fragment="results",
        form=form,
        listing=listed(queries.accounts_called(form.typed)),
    )


@bp.get("/animer/comptes/<int:member_id>")
def account(member_id: int) -> Response:
    return _shown(_open_account(member_id))


@bp.post("/animer/comptes/<int:member_id>/sessions")
def close_all_sessions(member_id: int) -> ResponseReturnValue:
    """Where the account is one’s own, the browser at hand stays signed in."""
    found = _open_account(member_id)
    if first := to_prove():
        return first
    actions.close_other_sessions(found, but_token=session_token())
    journal.note(Kind.SESSION_CLOSED, by=me(), concerns=found, detail="all")
    db.session.commit()
    flash(f"Toutes les sessions sont fermées pour {found.name}.")
    return redirect(url_for(".account", member_id=member_id))


@bp.post("/animer/comptes/<int:member_id>/protection")
def take_factors_away(member_id: int) -> ResponseReturnValue:
    found, form = _open_account(member_id), FactorLossForm()
    require(may_take_factor_away(me(), found))
    if first := to_prove():
        return first
    if not form.validate():
        return _shown(found, losing=form)
    if not actions.take_factors_away(found, me(), str(form.reason.data), now()):
        db.session.rollback()
        flash("Cette double authentification n’est plus là : rien n’a été fait.", "error")
        return redirect(url_for(".account", member_id=member_id))
    db.session.commit()
    flash(f"La double authentification est retirée ; un courriel prévient {found.name}.")
    return redirect(url_for(".account", member_id=member_id))


@bp.post("/animer/comptes/<int:member_id>/roles")
def give_role(member_id: int) -> ResponseReturnValue:
    """To animate a region or the whole network, or to run the site; the others are asked for."""
    found = _open_account(member_id)
    form = RoleForm(found)
    if first := to_prove():
        return first
    if not form.validate():
        return _shown(found, naming=form)
    region = form.region.data or None
    if actions.give_role(found, form.role.data, me(), now(), region_code=region):
        flash(f"{found.name} a ce rôle ; un courriel le lui dit.")
    else:
        flash("Cette personne a déjà ce rôle : rien n’a été fait.", "error")
    db.session.commit()
    return redirect(url_for(".account", member_id=member_id))


@bp.post("/animer/comptes/<int:member_id>/roles/<int:role_id>/retrait")
def withdraw_role(member_id: int, role_id: int) -> ResponseReturnValue:
    """Any role: what is asked for and granted by animators, too."""
    held = one_or_404(queries.role_of(_open_account(member_id), role_id))
    if first := to_prove():
        return first
    try:
        actions.withdraw_role(held, me())
    except LastAdministrator:
        db.session.rollback()
        flash("C’est le dernier administrateur du site : nommez-en un autre d’abord.", "error")
        return redirect(url_for(".account", member_id=member_id))
    db.session.commit()
    flash("Le rôle est retiré ; un courriel le dit à cette personne.")
    return redirect(url_for(".account", member_id=member_id))


def _open_account(member_id: int) -> Member:
    require(may_run_accounts(me()))
    return one_or_404(queries.open_account(member_id))


def _shown(
    found: Member, *, losing: FactorLossForm | None = None, naming: RoleForm | None = None
) -> Response:
    refused = losing or naming
    return page(
        "members/account.html",
        member=found,
        refused=refused,
        losing=losing or FactorLossForm(formdata=None),
        naming=naming or RoleForm(found, formdata=None),
        sessions=every(queries.open_sessions_of(found, now())),
        passkeys=every(queries.passkeys_of(found)),
        code_app=db.session.scalar(queries.code_app_of(found)),
        codes_left=db.session.scalar(queries.codes_left(found)),
        losses=every(queries.losses_of(found)),
        may_take_away=may_take_factor_away(me(), found),
        status=422 if refused else 200,
    )
