"""Links to a plan, and the page that they open."""

from __future__ import annotations

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue

from intranet.career.actions import plans_sharing as actions
from intranet.career.forms import SharePlanForm
from intranet.career.models import Plan, PlanShare, PlanVisit
from intranet.career.policy import plans as policy
from intranet.career.queries import plans as queries
from intranet.career.queries.plans_drawn import draw
from intranet.career.views.blueprint import bp
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.exports import absolute
from intranet.kit.htmx import page
from intranet.kit.shares import (
    heed_limit,
    is_open_here,
    open_here,
    over,
    quiet,
    revoke,
    visits_of,
)

NEW = "new_plan_share"  # what the cookie holds of one just made


@bp.route("/parcours/plans/<int:plan_id>/partages", methods=["GET", "POST"])
def plan_shares(plan_id: int) -> ResponseReturnValue:
    """The links to one plan with their visits, and a form for one more; the new one is shown once."""
    require(policy.may_plan(me()))
    kept = one_or_404(queries.plans_of(me()).where(Plan.id == plan_id))
    form = SharePlanForm()
    if form.validate_on_submit():
        days = int(form.days.data)
        token = actions.share_plan(kept, form.label.data or "", days, form.shown, now())
        db.session.commit()
        session[NEW] = token
        return redirect(url_for(".plan_shares", plan_id=kept.id, _anchor="nouveau"))
    found, token = every(queries.plan_shares_of([kept.id])), session.pop(NEW, None)
    return quiet(
        page(
            "career/plans/shares.html",
            status=422 if form.errors else 200,
            plan=kept,
            form=form,
            shares=found,
            visits=visits_of(PlanVisit, [share.id for share in found]),
            new=absolute(url_for(".shared_plan", token=token)) if token else None,
            at=now(),
        )
    )


@bp.post("/parcours/plans/partages/<int:share_id>/revocation")
def revoke_plan_share(share_id: int) -> ResponseReturnValue:
    theirs = queries.plans_of(me()).with_only_columns(Plan.id).order_by(None)
    share = one_or_404(
        queries.every_plan_share().where(PlanShare.id == share_id, PlanShare.plan_id.in_(theirs))
    )
    revoke(share, now())
    db.session.commit()
    flash("Ce lien n’ouvre plus rien.")
    return redirect(url_for(".plan_shares", plan_id=share.plan_id))


@bp.get("/plan/<token>")
def shared_plan(token: str) -> ResponseReturnValue:
    """The plan, to whoever opened the link by its button; before that, what opening it does."""
    share, member, at = one_or_404(queries.plan_share_of_token(token)), reader(), now()
    if not share.is_open(at):
        return over()
    owner = share.plan.member
    is_mine = member is not None and member.id == owner.id
    if not is_mine and not is_open_here(share):
        return quiet(page("career/plans/cover.html", share=share, owner=owner, token=token))
    return quiet(
        page(
            "career/plans/shared.html",
            share=share,
            owner=owner,
            plan=share.plan,
            drawn=draw(share.plan, owner, at),
            is_mine=is_mine,
            at=at,
        )
    )


@bp.post("/plan/<token>")
def open_shared_plan(token: str) -> ResponseReturnValue:
    """Note the visit, and let this browser read."""
    heed_limit()
    share, member = one_or_404(queries.plan_share_of_token(token)), reader()
    if not share.is_open(now()):
        return over()
    if not is_open_here(share):
        actions.visit_plan(share, member.id if member else None, now())
        db.session.commit()
        open_here(share)
    return quiet(redirect(url_for(".shared_plan", token=token)))
