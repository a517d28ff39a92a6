"""The thread of an application: what one side writes, the other is told and reads."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import limits
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings import actions, policy
from intranet.openings.forms import MessageForm
from intranet.openings.models import ApplicationAlreadyMoved, JobApplication
from intranet.openings.views.applications import own, shown_to_applicant
from intranet.openings.views.blueprint import bp
from intranet.openings.views.desk import application_at_desk, shown_to_desk

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
    return redirect(
        url_for(
            ".desk_application",
            opening_id=opening_id,
            application_uuid=found.uuid,
            _anchor="echanges",
        )
    )


def _is_sound(form: MessageForm, about: JobApplication) -> bool:
    """Written, and not one too many: each is a letter in somebody’s box."""
    if not form.validate():
        return False
    who, day = f"{about.uuid}:{me().id}", timedelta(days=1)
    if limits.too_many("application-message", who, policy.MESSAGES_A_DAY, day):
        form.refuse(form.message, TOO_MANY)
    return not form.errors
