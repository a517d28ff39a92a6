"""« Mes plans de formation »: what leads to a job or an opening, drawn anew at each reading."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intranet.career.actions import plans as actions
from intranet.career.forms import FrameForm, NewPlanForm
from intranet.career.models import USUAL_DAYS, Plan, Unit
from intranet.career.planning import BARRIER_LABELS
from intranet.career.policy import plans as policy
from intranet.career.queries import plans as queries
from intranet.career.queries.plans_changed import changes_of
from intranet.career.queries.plans_drawn import draw, eve_of
from intranet.career.views.blueprint import bp
from intranet.competencies import queries as competencies
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, every, one_or_404
from intranet.kit.exports import absolute
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number
from intranet.kit.paper import NO_PAPER, NoPaper, as_pdf
from intranet.kit.texts import typo
from intranet.openings import queries as openings
from intranet.openings.models import Opening
from intranet.places.shapes import region_names, regions_to_choose


@bp.get("/parcours/plans")
def plans() -> Response:
    """All of mine, with what each said when I last agreed to it; those that may be taken back."""
    require(policy.may_plan(me()))
    return page(
        "career/plans/index.html",
        plans=every(queries.plans_of(me())),
        deleted=every(queries.deleted_plans_of(me())),
        kept_for=actions.KEPT_FOR.days,
    )


@bp.route("/parcours/plans/nouveau", methods=["GET", "POST"])
def new_plan() -> ResponseReturnValue:
    """Towards what, within what: drawn at once."""
    require(policy.may_plan(me()))
    opening = opening_asked()
    jobs = competencies.job_profiles()
    form = NewPlanForm(data=None if request.method == "POST" else begun(opening))
    form.offer(regions_to_choose(), today())
    form.offer_aims(jobs, opening)
    if not form.validate_on_submit():
        return page(
            "career/plans/new.html",
            status=422 if form.errors else 200,
            form=form,
            opening=opening,
        )
    known = {one.id for one in every(queries.plans_of(me()))}
    made = actions.begin(me(), form.aim, form.frame, now())
    db.session.commit()
    if made.id in known:
        flash(
            typo(
                "Vous aviez déjà un plan vers ce but : le voici, dans son cadre, que vous pouvez changer."
            )
        )
    return redirect(made.address)


@bp.get("/parcours/plans/<int:plan_id>")
def plan(plan_id: int) -> Response:
    """Its courses by date, what each brings, what stays uncovered, what changed since."""
    require(policy.may_plan(me()))
    return read(one_or_404(queries.plans_of(me()).where(Plan.id == plan_id)))


@bp.route("/parcours/plans/<int:plan_id>/cadre", methods=["GET", "POST"])
def reframe_plan(plan_id: int) -> ResponseReturnValue:
    """Other limits: it is drawn again."""
    require(policy.may_plan(me()))
    held = mine(plan_id)
    form = FrameForm(data=None if request.method == "POST" else FrameForm.said(held))
    form.offer(regions_to_choose(), today())
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("career/plans/frame.html", status=status, form=form, plan=held)
    actions.reframe(held, form.frame, me(), now())
    db.session.commit()
    flash(typo("Le plan est refait dans ce cadre."))
    return redirect(held.address)


@bp.post("/parcours/plans/<int:plan_id>/accord")
def agree_plan(plan_id: int) -> ResponseReturnValue:
    """What changed is known: the plan as it is now is kept."""
    require(policy.may_plan(me()))
    held = mine(plan_id)
    actions.agree(held, draw(held, me(), now()))
    db.session.commit()
    flash("Le plan est gardé tel qu’il est maintenant.")
    return redirect(held.address)


@bp.post("/parcours/plans/<int:plan_id>/recruteurs")
def show_plan(plan_id: int) -> ResponseReturnValue:
    """Let the recruiters of the opening read what the plan leads to, or no more."""
    require(policy.may_plan(me()))
    held = mine(plan_id)
    is_shown = request.form.get("montrer") == "1" and held.opening_id is not None
    actions.show_to_recruiters(held, now() if is_shown else None)
    db.session.commit()
    flash(
        typo(
            "Si vous êtes candidat, les recruteurs de cette offre lisent ce plan et votre potentiel."
            if is_shown
            else "Les recruteurs ne lisent pas ce plan."
        )
    )
    return redirect(held.address)


@bp.post("/parcours/plans/<int:plan_id>/suppression")
def delete_plan(plan_id: int) -> ResponseReturnValue:
    require(policy.may_plan(me()))
    actions.delete_plan(mine(plan_id), now())
    db.session.commit()
    flash(typo("Le plan est supprimé. Vous pouvez le reprendre ci-dessous."))
    return redirect(url_for(".plans", _anchor="supprimes"))


@bp.post("/parcours/plans/<int:plan_id>/reprise")
def take_back_plan(plan_id: int) -> ResponseReturnValue:
    require(policy.may_plan(me()))
    try:
        taken = actions.take_back(plan_id, me())
    except actions.PlanIsGone:
        abort(404)
    except actions.AnotherTakesItsPlace:
        db.session.rollback()
        flash(typo("Un autre plan va déjà vers le même but : supprimez-le d’abord."), "error")
        return redirect(url_for(".plans"))
    db.session.commit()
    opens = any(each.is_open(now()) for each in every(queries.plan_shares_of([taken.id])))
    flash(typo(f"Le plan est de retour{', et les liens que vous en aviez donnés l’ouvrent de nouveau' if opens else ''}."))  # fmt: skip
    return redirect(taken.address)


@bp.get("/parcours/plans/<int:plan_id>/imprimer")
def plan_paper(plan_id: int) -> str:
    """The page to print."""
    require(policy.may_plan(me()))
    return on_paper(one_or_404(queries.plans_of(me()).where(Plan.id == plan_id)))


@bp.get("/parcours/plans/<int:plan_id>/plan.pdf")
def plan_as_pdf(plan_id: int) -> ResponseReturnValue:
    require(policy.may_plan(me()))
    kept = one_or_404(queries.plans_of(me()).where(Plan.id == plan_id))
    try:
        answer = make_response(as_pdf(on_paper(kept)))
    except NoPaper:
        flash(typo(NO_PAPER), "error")
        return redirect(url_for(".plan_paper", plan_id=plan_id))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f"attachment; filename=plan-{plan_id}.pdf"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def on_paper(kept: Plan) -> str:
    at = now()
    return render_template(
        "career/plans/paper.html",
        plan=kept,
        owner=me(),
        drawn=draw(kept, me(), at),
        barriers=BARRIER_LABELS,
        address=absolute(kept.address),
        at=at,
    )


def mine(plan_id: int) -> Plan:
    """My plan, held while it changes; a 404 for anybody else’s."""
    try:
        return actions.hold(plan_id, me())
    except actions.PlanIsGone:
        abort(404)


def read(kept: Plan) -> Response:
    at = now()
    drawn = draw(kept, me(), at)
    return page(
        "career/plans/show.html",
        plan=kept,
        drawn=drawn,
        changes=changes_of(kept, drawn),
        links=every(queries.plan_shares_of([kept.id])),
        names=region_names(),
        barriers=BARRIER_LABELS,
        in_days=kept.unit is Unit.DAYS,
        usual_days=USUAL_DAYS,
        is_over=kept.opening is not None and not kept.opening.is_live(at),
        at=at,
    )


def opening_asked() -> Opening | None:
    """The opening that the address, or the form that was sent, names; a 404 for one not to plan for."""
    _, _, sent = request.form.get("towards", "").partition("offre:")
    said = sent or request.args.get("offre", "")
    if not said:
        return None
    number, at = whole_number(said), now()
    if number is None:
        abort(404)
    found = one_or_404(openings.readable_by(me(), at).where(Opening.id == number))
    if not policy.may_plan_towards(found, at):
        abort(404)
    return found


def begun(opening: Opening | None) -> dict[str, object]:
    """What the form says at first: towards what one comes from, over before the post begins."""
    if opening is None:
        return {"towards": f"metier:{request.args.get('metier', '')}"}
    eve = eve_of(opening)
    until = eve if eve and eve >= today() else None
    return {"towards": f"offre:{opening.id}", "latest_on": until}
