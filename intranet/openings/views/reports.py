"""Saying that something is wrong with an opening, answering it; suspending and resuming."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import lasting
from intranet.openings import actions, policy, queries
from intranet.openings.forms import AnswerForm, ReportForm
from intranet.openings.models import REPORT_LABELS, Opening
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import loaded
from intranet.openings.views.races import heed_version, sent_version

# What became of it, by where the opening was and whether the reports were right.
ANSWERED = {
    (True, True): "L’offre reste hors du tableau.",
    (True, False): "L’offre est de nouveau sur le tableau.",
    (False, True): "L’offre est retirée du tableau.",
    (False, False): "Le signalement est classé sans suite : rien ne change pour l’offre.",
}


@bp.route("/offres/<int:opening_id>/signalement", methods=["GET", "POST"])
def report(opening_id: int) -> ResponseReturnValue:
    """Say that something is wrong with it."""
    at = now()
    opening = loaded(opening_id, at)
    require(policy.may_report(me(), opening, at))
    form = ReportForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page(
            "openings/report.html",
            status=status,
            form=form,
            opening=opening,
            within=actions.LOOKED_AT_WITHIN,
        )
    actions.report(opening, me(), form.reason.data, form.text.data or "", at)
    db.session.commit()
    soon = lasting(actions.LOOKED_AT_WITHIN)
    flash(f"Merci. Un animateur regarde cette offre sous {soon}, et vous dira ce qu’il en est.")
    return redirect(url_for(".index"))


@bp.get("/animer/signalements")
def reports() -> Response:
    """The openings that members say are wrong."""
    require(me().is_animator)
    at = now()
    found = every(queries.reported(me()))
    said = {opening.id: every(queries.reports_on(opening.id)) for opening in found}
    return page(
        "openings/reports.html",
        openings=found,
        said=said,
        kept_off=every(queries.kept_off(me(), at)),
        labels=REPORT_LABELS,
        within=actions.LOOKED_AT_WITHIN,
    )


@bp.route("/animer/signalements/<int:opening_id>", methods=["GET", "POST"])
def answer_reports(opening_id: int) -> ResponseReturnValue:
    """Keep it off, with a reason, or let it be."""
    at = now()
    opening = one_or_404(queries.reported(me()).where(Opening.id == opening_id))
    require(policy.may_answer_reports(me(), opening))
    form = AnswerForm(data={"version": opening.version})
    verdict = request.form.get("verdict")
    upheld = verdict == "uphold"
    if form.is_submitted():
        if verdict not in {"uphold", "dismiss"}:
            abort(400)
        heed_version(opening)
    valid = form.validate_on_submit()
    if valid and upheld and not form.reason.data:
        form.refuse(
            form.reason, "Dites à l’employeur pourquoi son offre n’est plus sur le tableau."
        )
    if not valid or form.errors:
        return page(
            "openings/report_answer.html",
            status=422 if form.is_submitted() else 200,
            form=form,
            opening=opening,
            said=every(queries.reports_on(opening_id)),
            labels=REPORT_LABELS,
        )
    was_frozen = opening.frozen_at is not None
    if upheld:
        actions.uphold(opening, me(), at, reason=form.reason.data, version=sent_version())
    else:
        actions.dismiss(opening, me(), at, version=sent_version())
    db.session.commit()
    flash(ANSWERED[was_frozen, upheld])
    return redirect(url_for(".reports"))


@bp.post("/offres/<int:opening_id>/remise-en-ligne")
def put_back(opening_id: int) -> ResponseReturnValue:
    """Its employer mended it: back on the board. What reports still wait are answered first."""
    at = now()
    opening = loaded(opening_id, at)
    require(policy.may_answer_reports(me(), opening))
    heed_version(opening)
    require(policy.may_put_back(me(), opening, at))
    if queries.voices(opening.id):
        return redirect(url_for(".answer_reports", opening_id=opening.id))
    actions.put_back(opening, me(), at, version=sent_version())
    db.session.commit()
    flash("L’offre est de nouveau sur le tableau. Son employeur est prévenu.")
    return redirect(opening.address)


@bp.post("/offres/<int:opening_id>/suspension")
def suspend(opening_id: int) -> ResponseReturnValue:
    at = now()
    opening = loaded(opening_id, at)
    require(policy.recruits_for(me(), opening.organization_id))
    heed_version(opening)
    require(policy.may_suspend(me(), opening))
    actions.suspend(opening, me(), at, version=sent_version())
    db.session.commit()
    flash("L’offre est suspendue : elle ne reçoit plus de candidature.")
    return redirect(opening.address)


@bp.post("/offres/<int:opening_id>/reprise")
def resume(opening_id: int) -> ResponseReturnValue:
    at = now()
    opening = loaded(opening_id, at)
    require(policy.recruits_for(me(), opening.organization_id))
    heed_version(opening)
    require(policy.may_resume(me(), opening, at))
    actions.resume(opening, me(), at, version=sent_version())
    db.session.commit()
    flash("L’offre est de nouveau sur le tableau.")
    return redirect(opening.address)
