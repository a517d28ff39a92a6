"""Deciding of the courses of a plan: keep one, set it aside, take another instead."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.career.actions import plans as actions
from intranet.career.forms import ReplaceForm
from intranet.career.models import Plan
from intranet.career.policy import plans as policy
from intranet.career.queries import Seat
from intranet.career.queries import plans as queries
from intranet.career.queries.plans_drawn import Drawn, draw
from intranet.career.queries.plans_offered import WAITED_FOR
from intranet.career.views.blueprint import bp
from intranet.career.views.plans import mine
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number
from intranet.kit.texts import typo

HERE = "/parcours/plans/<int:plan_id>/formations/<int:course_id>"
MOST_OFFERED = 30


@bp.post(f"{HERE}/garder")
def keep_course(plan_id: int, course_id: int) -> ResponseReturnValue:
    """Let a run stay, whatever becomes cheaper."""
    require(policy.may_plan(me()))
    held, at = mine(plan_id), now()
    run_id = whole_number(request.form.get("run"))
    seats = draw(held, me(), at).offered.seats
    seat = seats.get(run_id or 0)
    if seat is None or seat.course.id != course_id or seat.here.standing not in WAITED_FOR:
        return as_it_is(held)
    actions.keep(held, course_id, seat.id, me(), at)
    db.session.commit()
    flash(typo("Cette session reste dans le plan."))
    return back_to(held, course_id)


@bp.post(f"{HERE}/ecarter")
def set_course_aside(plan_id: int, course_id: int) -> ResponseReturnValue:
    """Propose this course no more."""
    require(policy.may_plan(me()))
    held = mine(plan_id)
    if course_id not in {step.course_id for step in held.steps} | courses_of(held):
        abort(404)
    actions.set_aside(held, course_id, me(), now())
    db.session.commit()
    flash(typo("Cette formation ne sera plus proposée dans ce plan."))
    return redirect(url_for(".plan", plan_id=held.id, _anchor="etapes"))


@bp.post(f"{HERE}/rendre")
def leave_course_open(plan_id: int, course_id: int) -> ResponseReturnValue:
    """What was decided of it is decided no more."""
    require(policy.may_plan(me()))
    held = mine(plan_id)
    actions.leave_open(held, course_id, me(), now())
    db.session.commit()
    return redirect(url_for(".plan", plan_id=held.id, _anchor="etapes"))


@bp.route(f"{HERE}/remplacer", methods=["GET", "POST"])
def replace_course(plan_id: int, course_id: int) -> ResponseReturnValue:
    """Another run of it, or another course that raises the same: chosen, it is kept."""
    require(policy.may_plan(me()))
    held = mine(plan_id) if request.method == "POST" else read_only(plan_id)
    at = now()
    drawn = draw(held, me(), at)
    line = next((one for one in drawn.lines if one.seat.course.id == course_id), None)
    if line is None:
        return as_it_is(held)
    offered, form = instead_of(line.seat, drawn), ReplaceForm()
    form.offer(offered)
    if not form.validate_on_submit():
        return page(
            "career/plans/replace.html",
            status=422 if form.errors else 200,
            plan=held,
            line=line,
            form=form,
            offered=offered,
        )
    chosen = next(seat for seat in offered if str(seat.id) == form.run.data)
    if chosen.course.id != course_id:
        actions.set_aside(held, course_id, me(), at)
    actions.keep(held, chosen.course.id, chosen.id, me(), at)
    db.session.commit()
    flash(typo("C’est remplacé ; cette session reste dans le plan."))
    return back_to(held, chosen.course.id)


def instead_of(seat: Seat, drawn: Drawn) -> Sequence[Seat]:
    """Its other runs, then what raises one of the same items; each where one may still have a seat."""
    alike = [
        other
        for other in drawn.offered.seats.values()
        if other.id != seat.id
        and other.here.standing in WAITED_FOR
        and other.course.is_online
        and (other.course.id == seat.course.id or other.raises.keys() & seat.raises.keys())
    ]
    alike.sort(key=lambda one: (one.course.id != seat.course.id, one.between, one.id))
    return alike[:MOST_OFFERED]


def as_it_is(held: Plan) -> ResponseReturnValue:
    """A page read earlier offered what has no seat any more: the plan says what it is today."""
    flash(typo("Rien n’a changé : cette session ne se propose plus. Voici le plan tel qu’il est aujourd’hui."))  # fmt: skip
    return redirect(url_for(".plan", plan_id=held.id, _anchor="etapes"))


def courses_of(held: Plan) -> set[int]:
    """What the plan shows now, which may be more than what was last agreed to."""
    return {line.seat.course.id for line in draw(held, me(), now()).lines}


def read_only(plan_id: int) -> Plan:
    return one_or_404(queries.plans_of(me()).where(Plan.id == plan_id))


def back_to(held: Plan, course_id: int) -> ResponseReturnValue:
    return redirect(url_for(".plan", plan_id=held.id, _anchor=f"formation-{course_id}"))
