"""« Mes candidatures »: where each stands, who opened my files, and what I may still do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import asides, files
from intranet.kit.access import me, require
from intranet.kit.calendars import as_calendar
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import moment
from intranet.openings import actions, policy, queries
from intranet.openings.forms import MessageForm
from intranet.openings.models import (
    APPLICATION_LABELS,
    FILE_LABELS,
    ROUTE_LABELS,
    ApplicationEvent,
    ApplicationMessage,
    ApplicationState,
    JobApplication,
    Opening,
    Scan,
)
from intranet.openings.views.blueprint import bp
from intranet.openings.views.races import sent_version
from intranet.openings.views.strengthening import gaps_named
from intranet.openings.views.thread import has_news, thread

TOLD = {
    ApplicationState.SUBMITTED: "Vous avez envoyé votre candidature",
    ApplicationState.IN_REVIEW: "L’employeur étudie votre candidature",
    ApplicationState.ON_HOLD: "L’employeur vous promet une réponse plus tard",
    ApplicationState.SHORTLISTED: "Votre candidature est présélectionnée",
    ApplicationState.INTERVIEW: "L’employeur vous propose un entretien",
    ApplicationState.OFFERED: "Le poste vous est proposé",
    ApplicationState.ACCEPTED: "Vous avez accepté le poste",
    ApplicationState.DECLINED: "Vous avez décliné le poste",
    ApplicationState.REFUSED: "Votre candidature n’est pas retenue",
    ApplicationState.WITHDRAWN: "Vous avez retiré votre candidature",
    ApplicationState.OPENING_CANCELLED: "L’employeur a abandonné ce recrutement",
}
SILENCE = "Votre candidature est close : l’employeur n’a pas répondu"
LAPSED = "La proposition est close : vous n’y avez pas répondu"
LABELS: dict[str, Any] = {
    "states": APPLICATION_LABELS,
    "routes": ROUTE_LABELS,
    "file_labels": FILE_LABELS,
}


@bp.get("/moi/candidatures")
def applications() -> Response:
    """All of mine, the drafts too."""
    found, unread = every(queries.applications_of(me())), queries.unread_of(me())
    return page("openings/applications.html", found=found, unread=unread, at=now(), **LABELS)


@bp.get("/moi/candidatures/<uuid:application_uuid>")
def application(application_uuid: UUID) -> Response:
    """What the employer wrote is read from here on."""
    mine = own(application_uuid)
    messages = every(queries.messages_on(mine.id))
    answer = shown_to_applicant(mine, messages=messages)
    if has_news(messages, mine, at_desk=False):
        read = partial(actions.mark_read, mine, by_applicant=True, at=now())
        asides.jot(read, asides.A_MOMENT)
    return answer


@bp.post("/moi/candidatures/<uuid:application_uuid>/retrait")
def withdraw_application(application_uuid: UUID) -> ResponseReturnValue:
    """At any time before it is accepted or answered."""
    actions.withdraw(own(application_uuid), me(), now(), version=sent_version())
    db.session.commit()
    flash("Votre candidature est retirée : l’employeur ne voit plus ni message ni fichier.")
    return redirect(url_for(".application", application_uuid=application_uuid))


@bp.post("/moi/candidatures/<uuid:application_uuid>/reponse")
def answer_offer(application_uuid: UUID) -> ResponseReturnValue:
    """Accept the post that is offered, or decline it."""
    mine, accepts = own(application_uuid), request.form.get("answer") == "accept"
    if accepts:
        actions.accept(mine, me(), now(), version=sent_version())
    else:
        actions.decline(mine, me(), now(), version=sent_version())
    db.session.commit()
    flash("Vous avez accepté le poste. Félicitations." if accepts else "Le poste est décliné.")
    return redirect(url_for(".application", application_uuid=application_uuid))


@bp.post("/candidatures/<uuid:application_uuid>/fichiers/<int:file_id>")
def application_file(application_uuid: UUID, file_id: int) -> ResponseReturnValue:
    """A file, to its owner, and to the desk that answers: whoever opens it is written down."""
    found = _mine_or_on_my_desk(application_uuid)
    asked = next((each for each in found.files if each.id == file_id), None)
    if asked is None or asked.attachment is None or asked.scan is Scan.INFECTED:
        abort(404)
    if found.applicant_id != me().id:
        if asked.scan is Scan.PENDING:
            abort(404)
        require(not found.is_veiled)
        actions.open_file(asked, me(), now())
    response = files.serve(asked.attachment)
    db.session.commit()
    return response


@bp.get("/candidatures/<uuid:application_uuid>/entretien.ics")
def interview(application_uuid: UUID) -> Response:
    """The interview, for the calendar of either side; asked again after a change, it moves or goes."""
    found, at = _mine_or_on_my_desk(application_uuid), now()
    missed = found.missed_interview(at)
    if found.interview_at is None or not (missed or found.state is ApplicationState.INTERVIEW):
        abort(404)
    host = urlsplit(current_app.config["SITE_URL"]).hostname
    text = as_calendar(
        f"entretien-{found.uuid}@{host}",
        starts_at=found.interview_at,
        summary=f"Entretien : {found.opening.title}",
        place=found.interview_place,
        sequence=found.interview_sequence,
        at=at,
        status="CANCELLED" if missed else "CONFIRMED",
    )
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "attachment; filename=entretien.ics"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _mine_or_on_my_desk(application_uuid: UUID) -> JobApplication:
    """What I wrote, or what I may answer; what was withdrawn is its owner’s alone."""
    asked = JobApplication.uuid == str(application_uuid)
    mine = db.session.scalars(queries.applications_of(me()).where(asked)).one_or_none()
    return mine or one_or_404(
        queries.on_the_desk_of(me()).where(
            asked, JobApplication.state != ApplicationState.WITHDRAWN
        )
    )


def own(application_uuid: UUID) -> JobApplication:
    """One that I sent; drafts are where they are written."""
    sent = queries.applications_of(me()).where(
        JobApplication.uuid == str(application_uuid), JobApplication.submitted_at.is_not(None)
    )
    return one_or_404(sent)


def shown_to_applicant(
    mine: JobApplication,
    *,
    status: int = 200,
    lost: str | None = None,
    kept: str = "",
    talking: MessageForm | None = None,
    messages: Sequence[ApplicationMessage] | None = None,
) -> Response:
    """Its page. To whoever was second, `lost` says what happened, `kept` what was typed."""
    if messages is None:
        messages = every(queries.messages_on(mine.id))
    return page(
        "openings/application.html",
        status=status,
        regrets=policy.REGRETS,
        application=mine,
        opening=mine.opening,
        ended_at=mine.opening.ended_at(now()),
        missed=mine.missed_interview(now()),
        files=every(queries.files_of(mine.id)),
        visits=every(queries.visits_of(mine.id)),
        story=[
            _line(event, mine)
            for event in every(queries.told_of(mine.id))
            if event.is_visible_to_applicant
        ],
        messages=thread(messages, mine, at_desk=False),
        may_write=policy.is_talked_about(mine, now()),
        talking=talking or MessageForm(formdata=None),
        others=every(queries.others_pending_of(me(), mine.id))
        if mine.state is ApplicationState.ACCEPTED
        else [],
        gaps=gaps_named(mine),
        may_accept=mine.state is ApplicationState.OFFERED and _may_accept(mine.opening),
        may_withdraw=policy.may_withdraw(mine),
        may_undo=policy.may_undo_withdrawal(mine, now()),
        kept_for=current_app.config["RETENTION"],
        may_be_kept=policy.may_be_kept_in_mind(mine),
        lost=lost,
        kept=kept,
        **LABELS,
    )


def _may_accept(opening: Opening) -> bool:
    accepted = queries.count_by_state(opening.id).get(ApplicationState.ACCEPTED, 0)
    return policy.may_be_accepted(opening, accepted)


def _title(event: ApplicationEvent, mine: JobApplication) -> str:
    if event.actor_id is None and event.to_state is ApplicationState.REFUSED:
        return SILENCE
    if event.actor_id is None and event.to_state is ApplicationState.DECLINED:
        return LAPSED
    if event.from_state is ApplicationState.ACCEPTED:
        return "L’employeur a annulé l’embauche"
    if event.from_state is event.to_state is ApplicationState.INTERVIEW:
        return "L’employeur donne un nouveau rendez-vous d’entretien"
    if event.to_state is ApplicationState.ACCEPTED and event.actor_id != mine.applicant_id:
        return "L’employeur a noté que vous acceptez le poste"
    return TOLD[event.to_state]


def _line(event: ApplicationEvent, mine: JobApplication) -> dict[str, Any]:
    by_itself = event.actor_id is None
    return {
        "when": f"{moment(event.at)}{', automatiquement' if by_itself else ''}",
        "title": _title(event, mine),
        "text": event.note or None,
    }
