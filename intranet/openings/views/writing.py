"""Writing an opening: beginning it, rewording it, sending it, throwing a draft away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies.queries import in_force, job_profiles
from intranet.kit import files
from intranet.kit.access import me, require
from intranet.kit.clock import in_paris, now
from intranet.kit.conditional import ALONE
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.refusals import LARGEST
from intranet.kit.texts import clock_time, moment
from intranet.openings import actions, policy, queries
from intranet.openings.forms import JOB_FAMILIES, REMARKABLE, OpeningForm, answers
from intranet.openings.models import UNSENT, AlreadyMoved, Opening, State
from intranet.openings.views.blueprint import bp
from intranet.openings.views.checking import checked, complain_of_doubles, keep_sheet
from intranet.openings.views.item import loaded
from intranet.openings.views.races import heed_version, sent_version, told_of_last
from intranet.openings.views.starting import suggested

LARGEST_BODY = LARGEST + 2**20


@bp.route("/offres/nouvelle", methods=["GET", "POST"])
@files.large(LARGEST_BODY)
def new() -> ResponseReturnValue:
    require(policy.may_post(me()))
    organization, at = me().organization, now()
    if organization is None:
        abort(403)
    form = _form(suggested())
    wording = checked(form, organization, at) if form.is_submitted() else None
    if wording is None:
        return _page(form)
    opening = actions.draft(wording, organization, me(), at)
    actions.plan(opening, form.online_at)
    keep_sheet(form, opening)
    return _kept(opening, form, at)


@bp.route("/offres/<int:opening_id>/modifier", methods=["GET", "POST"])
@files.large(LARGEST_BODY)
def edit(opening_id: int) -> ResponseReturnValue:
    at = now()
    opening = loaded(opening_id, at, held=ALONE if request.method == "POST" else None)
    require(policy.may_edit(me(), opening))
    form = _form(_said(opening))
    wording = checked(form, opening.organization, at, opening) if form.is_submitted() else None
    if wording is None:
        return _page(form, opening)
    try:
        with db.session.no_autoflush:  # both dates at once: one alone may pass the other
            actions.plan(opening, form.online_at)
            actions.reword(opening, wording, me(), at, version=sent_version())
    except AlreadyMoved:
        return _overtaken(form, opening_id, at)
    keep_sheet(form, opening)
    return _kept(opening, form, at)


@bp.post("/offres/<int:opening_id>/publication")
def publish(opening_id: int) -> ResponseReturnValue:
    """Send what was kept as a draft; its faults, if any, are shown in its form."""
    at = now()
    opening = loaded(opening_id, at)
    require(policy.writes(me(), opening))
    heed_version(opening)
    require(policy.may_publish(me(), opening))
    wording = actions.wording_of(opening)
    online_at = max(opening.publish_at or at, at)
    if faults := policy.faults_for(opening.organization, wording, online_at=online_at, at=at):
        form = _form(_said(opening), formdata=None)
        form.complain(faults)
        return _page(form, opening)
    form = _form(_said(opening), formdata=None)
    if complain_of_doubles(form, opening.organization, wording, at, opening):
        return _page(form, opening)
    actions.send(opening, me(), at, version=sent_version())
    return _sent(opening)


@bp.post("/offres/<int:opening_id>/suppression")
def delete(opening_id: int) -> ResponseReturnValue:
    opening = loaded(opening_id, now())
    require(policy.recruits_for(me(), opening.organization_id))
    heed_version(opening)
    require(policy.may_delete(me(), opening))
    actions.delete(opening, version=sent_version())
    db.session.commit()
    flash("Le brouillon est supprimé.")
    return redirect(url_for(".index"))


def _form(given: dict[str, Any], **how: Any) -> OpeningForm:
    return OpeningForm(in_force(), job_profiles(), data=given, **how)


def _said(opening: Opening) -> dict[str, Any]:
    said = answers(actions.wording_of(opening), in_force(), opening.municipality)
    planned = opening.publish_at if opening.first_published_at is None else None
    return said | {
        "version": str(opening.version),
        "publish_on": in_paris(planned).date() if planned else None,
    }


def _is_carried(opening: Opening | None) -> bool:
    """Whether it still speaks of an older edition: the form shows what it becomes."""
    pinned = opening.requirement_set if opening else None
    return pinned is not None and pinned.edition_id != in_force().edition_id


def _kept(opening: Opening, form: OpeningForm, at: datetime) -> ResponseReturnValue:
    """Answer once it is written: sent where that was asked, else kept."""
    if request.form.get("publish") and opening.state in UNSENT:
        note = form.double_reason.data or ""
        actions.send(opening, me(), at, version=opening.version, note=note)
        return _sent(opening)
    db.session.commit()
    if opening.state not in UNSENT:
        flash("Les modifications sont enregistrées.")
        return redirect(opening.address)
    flash(f"Brouillon enregistré à {clock_time(at)}.")
    if request.form.get("preview"):
        return redirect(opening.address)
    return redirect(url_for(".edit", opening_id=opening.id))


def _sent(opening: Opening) -> ResponseReturnValue:
    db.session.commit()
    if opening.state is State.PUBLISHED and opening.publish_at and opening.publish_at > now():
        flash(f"L’offre sera en ligne le {moment(opening.publish_at)}.")
    elif opening.state is State.PUBLISHED:
        flash("L’offre est en ligne : on la trouve dès maintenant.")
    else:
        flash(
            "L’offre est envoyée : un animateur du réseau la relit,"
            " puis vos offres suivantes iront en ligne directement."
        )
    return redirect(opening.address)


def _overtaken(form: OpeningForm, opening_id: int, at: datetime) -> ResponseReturnValue:
    """Keep all that was typed, say who was first, and let it be sent again on top of theirs."""
    db.session.rollback()
    opening = loaded(opening_id, at)
    require(policy.may_edit(me(), opening))
    form.version.data = str(opening.version)
    return _page(form, opening, status=409, overtaken=told_of_last(opening_id))


def _page(
    form: OpeningForm,
    opening: Opening | None = None,
    *,
    status: int | None = None,
    overtaken: str | None = None,
) -> Response:
    title = form.title.data or ""
    organization = opening.organization if opening else me().organization
    return page(
        "openings/form.html",
        status=status or (422 if form.errors else 200),
        form=form,
        opening=opening,
        organization=organization,
        may_be_confidential=organization and policy.may_be_confidential(organization),
        overtaken=overtaken,
        families=JOB_FAMILIES,
        remarks=every(queries.remarks_on(opening.id))
        if opening and opening.state is State.CHANGES_REQUESTED
        else [],
        remarkable=REMARKABLE,
        doubles=form.doubles,
        carried=_is_carried(opening),
        templates=queries.templates_by_name(me().organization_id or 0) if not opening else [],
        unsent=opening is None or opening.state in UNSENT,
        mend_title=bool(form.title.errors) and bool(title) and not policy.is_neutral(title),
    )
