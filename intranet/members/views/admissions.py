"""The animators' queue: who asks to join an organization, or to recruit or teach for it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import after
from intranet.members import actions, queries
from intranet.members.forms import AdmissionForm, RefusalForm, RolesDecisionForm
from intranet.members.models import Membership, MembershipState, NotAwaited
from intranet.members.policy import may_decide, may_welcome
from intranet.members.views.blueprint import bp


@bp.get("/animer/adhesions")
def admissions() -> Response:
    require(may_welcome(me()))
    return page(
        "members/admissions.html",
        requests=every(queries.awaiting(me())),
        decided=every(queries.lately_decided(me())),
    )


@bp.get("/animer/adhesions/<int:membership_id>")
def admission(membership_id: int) -> Response:
    return _shown(_seen(membership_id))


@bp.post("/animer/adhesions/<int:membership_id>/admission")
def admit(membership_id: int) -> ResponseReturnValue:
    membership = _asked(membership_id)
    form = AdmissionForm(membership.asked_roles)
    if not form.validate():
        return _shown(membership, admission=form, status=422)
    try:
        actions.admit(membership, me(), now(), roles=form.granted)
    except NotAwaited:
        return _too_late(membership_id)
    db.session.commit()
    flash(
        f"{membership.member.name} fait maintenant partie {after(membership.organization.name, 'de')}."
    )
    return redirect(url_for(".admissions"))


@bp.post("/animer/adhesions/<int:membership_id>/refus")
def refuse(membership_id: int) -> ResponseReturnValue:
    membership, form = _asked(membership_id), RefusalForm()
    if not form.validate():
        return _shown(membership, refusal=form, status=422)
    try:
        actions.refuse(membership, me(), now(), reason=form.reason.data or "")
    except NotAwaited:
        return _too_late(membership_id, kept=form.reason.data or "")
    db.session.commit()
    flash(
        f"La demande {after(membership.member.name, 'de')} est refusée, et votre réponse lui est envoyée."
    )
    return redirect(url_for(".admissions"))


@bp.post("/animer/adhesions/<int:membership_id>/roles")
def decide_on_roles(membership_id: int) -> ResponseReturnValue:
    membership = _asked(membership_id)
    form = RolesDecisionForm(membership.asked_roles)
    if not form.validate():
        return _shown(membership, roles=form, status=422)
    reason = form.reason.data or ""
    try:
        actions.decide_on_roles(membership, me(), now(), roles=form.granted, reason=reason)
    except NotAwaited:
        return _too_late(membership_id, kept=reason)
    db.session.commit()
    flash(f"Votre réponse est envoyée à {membership.member.name}.")
    return redirect(url_for(".admissions"))


def _asked(membership_id: int) -> Membership:
    """To decide on it: one's own may be for others."""
    membership = _seen(membership_id)
    require(_may_decide(membership))
    return membership


def _seen(membership_id: int) -> Membership:
    """The request, where this reader animates; elsewhere it does not exist for them."""
    require(may_welcome(me()))
    return one_or_404(queries.requests_seen_by(me()).where(Membership.id == membership_id))


def _may_decide(membership: Membership) -> bool:
    others = queries.others_decide(me(), membership.organization_id)
    return may_decide(me(), membership, others_do=bool(db.session.scalar(others)))


def _shown(membership: Membership, status: int = 200, **forms: Any) -> Response:
    asked = list(membership.asked_roles)
    return page(
        "members/admission.html",
        membership=membership,
        member=membership.member,
        is_asked=membership.state is MembershipState.ASKED,
        is_for_others=not _may_decide(membership),
        admission=forms.get("admission") or AdmissionForm(asked, formdata=None, roles=asked),
        refusal=forms.get("refusal") or RefusalForm(formdata=None),
        roles=forms.get("roles") or RolesDecisionForm(asked, formdata=None, roles=asked),
        errors=next(iter(forms.values()), None),
        too_late=False,
        kept="",
        status=status,
    )


def _too_late(membership_id: int, kept: str = "") -> Response:
    """Somebody decided before: who, what and when; and what was typed is given back."""
    db.session.rollback()
    membership = one_or_404(queries.requests_seen_by(me()).where(Membership.id == membership_id))
    return page(
        "members/admission.html",
        membership=membership,
        member=membership.member,
        is_asked=False,
        is_for_others=False,
        admission=AdmissionForm((), formdata=None),
        refusal=RefusalForm(formdata=None),
        roles=RolesDecisionForm((), formdata=None),
        errors=None,
        too_late=True,
        kept=kept,
        status=409,
    )
