"""The thread of an application: what one side writes, the other is told and reads."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.allowances import APPLICATION_MESSAGES
from intranet.kit import limits
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.openings import actions, policy, queries
from intranet.openings.forms import MessageForm, SuggestionForm
from intranet.openings.models import ApplicationAlreadyMoved, JobApplication, Opening
from intranet.openings.views.applications import own, shown_to_applicant
from intranet.openings.views.blueprint import bp
from intranet.openings.views.desk import application_at_desk, shown_to_desk

SUGGESTION = (
    "Une autre offre pourrait vous convenir : {}.\n\nRien ne lui est transmis sans vous : à vous d’y"
    " candidater, si elle vous intéresse."
)
TOO_MANY = "Dix messages par jour suffisent : le vôtre est gardé ici, envoyez-le demain."


@bp.post("/moi/candidatures/<uuid:application_uuid>/messages")
def write_to_employer(application_uuid: UUID) -> ResponseReturnValue:
    """To whoever answers for the opening."""
    at, mine, form = now(), own(application_uuid), MessageForm()
    if not policy.is_talked_about(mine, at):
        raise ApplicationAlreadyMoved(mine.id)
    if not _is_sound(form, mine):
        return shown_to_applicant(mine, status=422, talking=form)
    actions.write_message(mine, me(), form.message.data, at)
    db.session.commit()
    flash("Votre message est envoyé à l’employeur.")
    return redirect(url_for(".application", application_uuid=mine.uuid, _anchor="echanges"))


@bp.post("/offres/<int:opening_id>/candidatures/<uuid:application_uuid>/messages")
def write_to_candidate(opening_id: int, application_uuid: UUID) -> ResponseReturnValue:
    """To whoever applied."""
    at, found, form = now(), application_at_desk(opening_id, application_uuid), MessageForm()
    require(policy.decides(me(), found.opening))
    if not policy.is_talked_about(found, at):
        raise ApplicationAlreadyMoved(found.id)
    if not _is_sound(form, found):
        return shown_to_desk(found, status=422, talking=form)
    actions.write_message(found, me(), form.message.data, at)
    db.session.commit()
    flash("Votre message est envoyé à la personne.")
    return _back(found)


@bp.post("/offres/<int:opening_id>/candidatures/<uuid:application_uuid>/autre-offre")
def suggest_opening(opening_id: int, application_uuid: UUID) -> ResponseReturnValue:
    """Another territory may want this person: they are asked, and nothing is passed on for them."""
    at, found = now(), application_at_desk(opening_id, application_uuid)
    form = SuggestionForm()
    require(policy.decides(me(), found.opening))
    if not policy.is_talked_about(found, at):
        raise ApplicationAlreadyMoved(found.id)
    other = _suggested(form, found, at) if form.validate() else None
    if other is None:
        return shown_to_desk(found, status=422, suggesting=form)
    address = absolute(url_for(".show", opening_id=other.id))
    told = f"« {other.title} » ({other.employer}) : <{address}>"
    actions.write_message(found, me(), SUGGESTION.format(told), at)
    db.session.commit()
    flash("L’offre est suggérée à la personne. Rien n’est transmis sans elle.")
    return _back(found)


def _suggested(form: SuggestionForm, found: JobApplication, at: datetime) -> Opening | None:
    """The opening that is quoted, if the person may apply to it; else the field says why not."""
    quoted = queries.latest_live(at).where(Opening.id == (form.opening_id or 0))
    other = db.session.scalars(quoted).first()
    if other is None:
        form.refuse(form.reference, "Aucune offre en ligne ne porte cette référence.")
    elif other.id == found.opening_id:
        form.refuse(form.reference, "C’est l’offre à laquelle cette personne a candidaté.")
    elif _is_one_too_many(found):
        form.refuse(form.reference, TOO_MANY)
    else:
        return other
    return None


def _is_sound(form: MessageForm, about: JobApplication) -> bool:
    """Written, and not one too many: each is a letter in somebody’s box."""
    if not form.validate():
        return False
    if _is_one_too_many(about):
        form.refuse(form.message, TOO_MANY)
    return not form.errors


def _is_one_too_many(about: JobApplication) -> bool:
    tried = APPLICATION_MESSAGES, f"{about.uuid}:{me().id}"
    return limits.over(tried) > 0


def _back(found: JobApplication) -> ResponseReturnValue:
    return redirect(
        url_for(
            ".desk_application",
            opening_id=found.opening_id,
            application_uuid=found.uuid,
            _anchor="echanges",
        )
    )
