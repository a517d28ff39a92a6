"""Looking for a session, and what is said where the one that answers is announced."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intranet.career import actions, queries
from intranet.career.actions.wishes import FIRST_FOR
from intranet.career.forms import WishForm
from intranet.career.models import EVERYWHERE, AlreadyWished, NoLongerOpen
from intranet.career.policy import needs as policy
from intranet.career.views.blueprint import bp
from intranet.career.views.needs import assessable, told_few
from intranet.competencies import queries as competencies
from intranet.competencies.queries import Item
from intranet.courses.models import Course, CourseRun
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.members.models import Member
from intranet.places.shapes import region_names


@bp.route("/parcours/besoins/<code>/demande", methods=["GET", "POST"])
def wish(code: str) -> ResponseReturnValue:
    """Say that one looks for a session on an item."""
    require(policy.may_ask(me()))
    item = assessable(code)
    form = WishForm() if request.method == "POST" else WishForm(data=prefilled())
    form.offer(item, competencies.in_force().scale)
    if not form.validate_on_submit():
        return asking(item, form, status=422 if form.is_submitted() else 200)
    try:
        actions.wishes.ask(me(), item, form.level.data, form.region.data, now())
    except AlreadyWished:
        return asking(item, form, status=409)
    db.session.commit()
    flash(typo("Votre demande est enregistrée : dès qu’une session y répond, vous êtes parmi les premiers prévenus."))  # fmt: skip
    return redirect(url_for(".needs", _anchor="mes-demandes"))


@bp.post("/parcours/besoins/demandes/<int:wish_id>/retrait")
def withdraw_wish(wish_id: int) -> ResponseReturnValue:
    """Look for it no more; where a run answered meanwhile, it is said."""
    found = one_or_404(queries.wish_of(me(), wish_id))
    try:
        actions.wishes.withdraw(found, now())
    except NoLongerOpen:
        db.session.rollback()
        flash("Cette demande n’est plus ouverte : voici où elle en est.")
        return redirect(url_for(".needs", _anchor="mes-demandes"))
    db.session.commit()
    flash("Votre demande est retirée.")
    return redirect(url_for(".needs", _anchor="mes-demandes"))


def beside_a_new_run(_course: Course) -> str | None:
    """Which need led to the form of a run, where one did."""
    item = competencies.in_force().find(request.args.get("besoin", ""))
    region = request.args.get("region", "")
    if item is None or not policy.may_read_board(me()):
        return None
    line = queries.need_of(item.competency_id, region if region in region_names() else EVERYWHERE)
    place = region_names().get(region, "toute la France")
    return render_template(
        "career/_need_panel.html", item=item, line=line, place=place, first_for=FIRST_FOR
    )


def hear_of_run(run: CourseRun, by: Member | None, at: datetime) -> str | None:
    """Those who look for such a session are told at once; how many, without counting few people."""
    told = actions.wishes.answer_wishes(at, only=run.bookable_id, by=by)
    if not told:
        return None
    return f"Elle répond à {told_few(told)} demandes de session : ces personnes sont prévenues les premières."  # fmt: skip


def prefilled() -> dict[str, Any]:
    """The level of the gap that led here, and the region where one works."""
    level = request.args.get("niveau", "")
    organization = me().organization
    return {
        "level": int(level) if level in {"1", "2", "3", "4"} else None,
        "region": request.args.get("region") or (organization.region_code if organization else ""),
    }


def asking(item: Item, form: WishForm, *, status: int = 200) -> Response:
    at = now()
    return page(
        "career/wish.html",
        status=status,
        item=item,
        form=form,
        known=db.session.scalars(queries.open_wish(me(), item.competency_id)).first(),
        runs=queries.next_runs_raising(item, at),
    )
