"""`/offres/<id>/ecrire`: a message passed on to the employer; `…/fiche-de-poste`: what it joined."""

from __future__ import annotations

from flask import Response, abort, flash, redirect
from flask.typing import ResponseReturnValue

from intranet.allowances import RELAYED
from intranet.kit import files, limits
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.openings import actions, policy, queries
from intranet.openings.forms import RelayForm
from intranet.openings.models import ApplyMode
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import loaded, too_late

TOO_MANY = "Vous avez écrit à beaucoup d’employeurs aujourd’hui : reprenez demain."


@bp.route("/offres/<int:opening_id>/ecrire", methods=["GET", "POST"])
def relay(opening_id: int) -> ResponseReturnValue:
    """Write to an employer whose address is not shown."""
    at, form = now(), RelayForm()
    opening = loaded(opening_id, at)
    if opening.apply_mode is not ApplyMode.EMAIL:
        abort(404)
    if sent_at := queries.relayed_at(opening.id, me().id):
        return page("openings/relayed.html", opening=opening, sent_at=sent_at)
    if form.is_submitted() and not opening.is_live(at):
        return too_late(opening, form, at)
    require(policy.may_write_to(me(), opening, at))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("openings/relay.html", status=status, form=form, opening=opening)
    if wait := limits.over((RELAYED, str(me().id))):
        form.refuse(form.message, TOO_MANY)
        return limits.refused(page("openings/relay.html", form=form, opening=opening), wait)
    try:
        actions.relay(opening, me(), form.message.data, at)
    except actions.AlreadyRelayed:
        return redirect(f"{opening.address}/ecrire")
    db.session.commit()
    flash("Votre message est transmis à l’employeur. Une copie vous est envoyée.")
    return redirect(opening.address)


@bp.get("/offres/<int:opening_id>/fiche-de-poste")
def job_sheet(opening_id: int) -> Response:
    """The PDF joined to an opening, for whoever reads the opening."""
    opening = loaded(opening_id, now())
    if opening.job_sheet is None or opening.is_gone(now()):
        abort(404)
    return files.serve(opening.job_sheet)
