"""Two people decide on one application: who comes second reads who was first, and keeps their text."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from intranet.kit import errors
from intranet.kit.access import me
from intranet.kit.db import db
from intranet.kit.texts import clock_time
from intranet.openings import actions, queries
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    JobApplication,
)
from intranet.openings.views.applications import TOLD, own, shown_to_applicant
from intranet.openings.views.blueprint import bp
from intranet.openings.views.desk import first_said, shown_to_desk


@bp.errorhandler(ApplicationAlreadyMoved)
def explain_moved(error: ApplicationAlreadyMoved) -> Response:
    """Where it stands now, who was first, and the message that was being sent."""
    db.session.rollback()
    found = db.session.get(JobApplication, int(error.args[0]))
    last = db.session.scalars(queries.told_of(found.id).limit(1)).first() if found else None
    if found is None or last is None:  # a draft has no story yet, and may be thrown away
        return errors.overtaken()
    kept = request.form.get("message", "").strip()[:4000]
    if found.applicant_id == me().id:
        is_mine = last.actor_id == found.applicant_id
        first = "C’était déjà fait" if is_mine else "Une réponse est arrivée avant votre demande"
        told = (
            f"{first} : {TOLD[last.to_state].lower()}, à"
            f" {clock_time(last.at)}. Rien d’autre n’a été enregistré."
        )
        return shown_to_applicant(own(UUID(found.uuid)), status=409, lost=told, kept=kept)
    told = f"D{first_said(last, found)[1:]}. Rien de votre envoi n’a été enregistré."
    return shown_to_desk(found, status=409, lost=told, kept=kept)


@bp.errorhandler(actions.NoPositionLeft)
def explain_no_position(error: actions.NoPositionLeft) -> Response:
    """Somebody else took the last one in the same minute."""
    db.session.rollback()
    found = db.session.get_one(JobApplication, int(error.args[0]))
    if found.applicant_id != me().id:
        told = "Tous les postes de cette offre sont pourvus : annulez d’abord une embauche."
        kept = request.form.get("message", "").strip()[:4000]
        return shown_to_desk(found, status=409, lost=told, kept=kept)
    told = "Tous les postes de cette offre viennent d’être pourvus. L’employeur vous répondra."
    return shown_to_applicant(own(UUID(found.uuid)), status=409, lost=told)
