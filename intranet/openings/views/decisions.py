"""Deciding on an opening: reviewing it, closing it, opening it again, saying it is still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import after, day, lasting, moment
from intranet.openings import actions, policy, queries
from intranet.openings.forms import (
    ClosureForm,
    ExtensionForm,
    ReopeningForm,
    ReviewForm,
    closing,
)
from intranet.openings.models import SHOWN_AFTER_END, Opening
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import loaded, shown
from intranet.openings.views.races import heed_version, sent_version

LOOK_BELOW = "Voir les remarques, champ par champ, au moment de corriger l’offre."


@bp.get("/animer/offres")
def queue() -> Response:
    """What waits for this animator."""
    require(me().is_animator)
    return page("openings/queue.html", openings=every(queries.awaiting_review(me())), at=now())


@bp.post("/offres/<int:opening_id>/relecture")
def review(opening_id: int) -> ResponseReturnValue:
    """Publish it, give it back with a comment, or refuse it: by the button pressed."""
    at = now()
    opening = loaded(opening_id, at)
    require(me().animates(opening.region_code))
    heed_version(opening)
    require(policy.may_review(me(), opening))
    form, verdict, version = ReviewForm(), request.form.get("verdict", ""), sent_version()
    form.validate()
    _complain(form, opening, verdict, at)
    if form.errors:
        return shown(opening, at, status=422, review=form)
    flash(_reviewed(form, opening, verdict, at, version))
    onward = opening.address  # read before the lock is let go
    db.session.commit()
    return redirect(onward)


@bp.post("/offres/<int:opening_id>/relecture-des-suivantes")
def read_first(opening_id: int) -> ResponseReturnValue:
    """Read the next openings of its structure before they go online."""
    opening = loaded(opening_id, now())
    require(me().animates(opening.region_code))
    if opening.organization.trusted_at:  # else somebody did it meanwhile
        require(policy.may_read_first(me(), opening))
        actions.read_first(opening.organization, me())
    told = f"Les prochaines offres {after(opening.organization.name, 'de')} seront relues avant d’aller en ligne."
    onward = opening.address
    db.session.commit()
    flash(told)
    return redirect(onward)


def _complain(form: ReviewForm, opening: Opening, verdict: str, at: datetime) -> None:
    """Say what forbids this verdict: faults of the opening, or words that are missing."""
    if verdict == "publish":
        wording = actions.wording_of(opening)
        for _, sentence in policy.faults_for(opening.organization, wording, online_at=at, at=at):
            form.refuse(form.comment, f"À faire corriger avant publication : {sentence}")
    elif not form.comment.data and not (verdict == "changes" and form.remarks.filled):
        form.refuse(form.comment, "Dites ce qui est à corriger, ou pourquoi l’offre est refusée.")


def _reviewed(form: ReviewForm, opening: Opening, verdict: str, at: datetime, version: int) -> str:
    """Act on the verdict; in a sentence, what came of it. A 400 for none of the three."""
    comment = form.comment.data or ""
    if verdict == "publish":
        actions.approve(opening, me(), at, version=version)
        online_at = opening.publish_at or at
        told = f"sera en ligne le {moment(online_at)}" if online_at > at else "est en ligne"
        return f"L’offre {told}. Les suivantes de cette structure iront directement."
    if verdict == "changes":
        remarks = [(row.field.data, row.text.data or "") for row in form.remarks.filled]
        actions.ask_changes(
            opening, me(), at, comment=comment or LOOK_BELOW, version=version, remarks=remarks
        )
        return "La demande de correction est envoyée."
    if verdict != "reject":
        abort(400)
    actions.reject(opening, me(), at, comment=comment, version=version)
    return "L’offre est refusée, et la personne qui l’a écrite est prévenue."


@bp.route("/offres/<int:opening_id>/cloture", methods=["GET", "POST"])
def close(opening_id: int) -> ResponseReturnValue:
    at = now()
    opening = loaded(opening_id, at)
    require(policy.may_follow(me(), opening))
    form = ClosureForm(data={"version": opening.version})
    if form.is_submitted():
        heed_version(opening)
    require(policy.may_close(me(), opening))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page(
            "openings/closure.html",
            status=status,
            form=form,
            opening=opening,
            shown_for=SHOWN_AFTER_END,
        )
    actions.close(
        opening,
        me(),
        at,
        reason=form.reason.data,
        comment=form.comment.data or "",
        channels=form.channels.data or [],
        version=sent_version(),
    )
    db.session.commit()
    kept = lasting(SHOWN_AFTER_END)
    flash(f"L’offre est clôturée. Sa page reste lisible {kept}, et peut être rouverte d’ici là.")
    return redirect(opening.address)


@bp.route("/offres/<int:opening_id>/prolongation", methods=["GET", "POST"])
def extend(opening_id: int) -> ResponseReturnValue:
    """Give more time, never less, and say why."""
    at = now()
    opening = loaded(opening_id, at)
    require(policy.recruits_for(me(), opening.organization_id))
    form = ExtensionForm(data={"version": opening.version})
    if form.is_submitted():
        heed_version(opening)
    require(policy.may_extend(me(), opening, at))
    closes_at = closing(form.closes_on.data, None)
    if form.validate_on_submit() and closes_at:
        if opening.closes_at and closes_at <= opening.closes_at:
            told = f"Choisissez un jour après le {day(opening.closes_at)}, la date limite actuelle."
            form.refuse(form.closes_on, told)
        elif closes_at > at + policy.LONGEST:
            form.refuse(form.closes_on, "Choisissez une date à moins d’un an.")
    if not form.is_submitted() or form.errors or closes_at is None:
        status = 422 if form.is_submitted() else 200
        return page("openings/extension.html", status=status, form=form, opening=opening)
    reason, version = form.reason.data, sent_version()
    actions.extend(opening, me(), at, closes_at=closes_at, reason=reason, version=version)
    db.session.commit()
    flash("L’offre est prolongée.")
    return redirect(opening.address)


@bp.route("/offres/<int:opening_id>/reouverture", methods=["GET", "POST"])
def reopen(opening_id: int) -> ResponseReturnValue:
    at = now()
    opening = loaded(opening_id, at)
    require(policy.recruits_for(me(), opening.organization_id))
    form = ReopeningForm(data={"version": opening.version})
    if form.is_submitted():
        heed_version(opening)
    require(policy.may_reopen(me(), opening, at))
    closes_at = closing(form.closes_on.data, None)
    if form.validate_on_submit() and closes_at:
        wording = replace(actions.wording_of(opening), closes_at=closes_at)
        for _, sentence in policy.faults_for(opening.organization, wording, online_at=at, at=at):
            form.refuse(form.closes_on, sentence)
    if not form.is_submitted() or form.errors or closes_at is None:
        status = 422 if form.is_submitted() else 200
        return page(
            "openings/reopening.html",
            status=status,
            form=form,
            opening=opening,
            shortest=policy.SHORTEST,
        )
    actions.reopen(opening, me(), at, closes_at=closes_at, version=sent_version())
    db.session.commit()
    flash("L’offre est de nouveau en ligne.")
    return redirect(opening.address)


@bp.post("/offres/<int:opening_id>/confirmation")
def confirm(opening_id: int) -> ResponseReturnValue:
    at = now()
    opening = loaded(opening_id, at)
    require(policy.recruits_for(me(), opening.organization_id))
    heed_version(opening)
    require(policy.may_confirm(me(), opening, at))
    actions.confirm(opening, me(), at, version=sent_version())
    db.session.commit()
    flash("Merci : l’offre reste sur le tableau.")
    return redirect(opening.address)
