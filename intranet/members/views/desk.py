"""What an administrator does for an account: close its sessions, take a lost factor away."""

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
from intranet.members.forms import AccountSearchForm, FactorLossForm
from intranet.members.models import ROLE_LABELS, Member
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
    return _shown(_open_account(member_id), FactorLossForm(formdata=None))


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
        return _shown(found, form, 422)
    if not actions.take_factors_away(found, me(), str(form.reason.data), now()):
        db.session.rollback()
        flash("Cette double authentification n’est plus là : rien n’a été fait.", "error")
        return redirect(url_for(".account", member_id=member_id))
    db.session.commit()
    flash(f"La double authentification est retirée ; un courriel prévient {found.name}.")
    return redirect(url_for(".account", member_id=member_id))


def _open_account(member_id: int) -> Member:
    require(may_run_accounts(me()))
    return one_or_404(queries.open_account(member_id))


def _shown(found: Member, form: FactorLossForm, status: int = 200) -> Response:
    return page(
        "members/account.html",
        member=found,
        form=form,
        sessions=every(queries.open_sessions_of(found, now())),
        passkeys=every(queries.passkeys_of(found)),
        code_app=db.session.scalar(queries.code_app_of(found)),
        codes_left=db.session.scalar(queries.codes_left(found)),
        losses=every(queries.losses_of(found)),
        may_take_away=may_take_factor_away(me(), found),
        role_labels=ROLE_LABELS,
        status=status,
    )
