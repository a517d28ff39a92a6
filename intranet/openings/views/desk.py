"""`/offres/<id>/candidatures`: the desk of those who recruit, and one application on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit import asides
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import clock_time, moment, slug
from intranet.openings import actions, policy, queries
from intranet.openings.forms import (
    STEP_FORMS,
    MessageForm,
    NoteForm,
    RefusalForm,
    StepForm,
    SuggestionForm,
)
from intranet.openings.models import (
    APPLICATION_LABELS,
    PENDING,
    REFUSAL_LABELS,
    STUDIED,
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationMessage,
    ApplicationState,
    JobApplication,
    Opening,
)
from intranet.openings.policy import Step
from intranet.openings.views.applications import LABELS
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import loaded
from intranet.openings.views.races import sent_version
from intranet.openings.views.steps import ADDRESSES, BY_ADDRESS, IN_BATCHES, WORDS, words_for
from intranet.openings.views.strengthening import gaps_offered, in_words
from intranet.openings.views.thread import has_news, thread

AWAY = "rangees"  # in `?etat=`, beside the states


@bp.get("/offres/<int:opening_id>/candidatures")
def desk(opening_id: int) -> Response:
    """All that was sent, and where each stands."""
    return shown_desk(opening_at_desk(opening_id))


def in_address(state: ApplicationState) -> str:
    """How a state is written in `?etat=`."""
    return slug(APPLICATION_LABELS[state])


def shown_desk(opening: Opening, *, status: int = 200, missing: str | None = None) -> Response:
    """The list, from which several are answered at once. `missing`: what was not chosen."""
    sent = every(queries.on_the_desk_of(me()).where(JobApplication.opening_id == opening.id))
    away = [each for each in sent if each.archived_at]
    found = [each for each in sent if not each.archived_at]
    counted = Counter(each.state for each in found)
    asked = next(
        (state for state in counted if in_address(state) == request.args.get("etat")), None
    )
    return page(
        "openings/desk.html",
        status=status,
        opening=opening,
        found=away
        if request.args.get("etat") == AWAY
        else [each for each in found if asked in {None, each.state}],
        waiting=_left_waiting(opening, sent),
        by_state=[
            (APPLICATION_LABELS[state], in_address(state), counted[state])
            for state in APPLICATION_LABELS
            if counted[state]
        ],
        away=len(away),
        asked=AWAY if request.args.get("etat") == AWAY else in_address(asked) if asked else None,
        total=len(found),
        unread=queries.unread_on(opening.id),
        role=policy.role_at(me(), opening),
        decides=policy.decides(me(), opening),
        recruits=policy.may_post(me()),
        batches=[(BY_ADDRESS[step], WORDS[step][0]) for step in IN_BATCHES],
        pending=PENDING,
        chooses_all="tout" in request.args,
        missing=missing,
        **LABELS,
    )


def _left_waiting(opening: Opening, sent: Sequence[JobApplication]) -> list[JobApplication]:
    """Who is to be told no once all posts are filled: not whoever one of them is offered to, where it
    was said to be filled before they answered, and may be by them.
    """
    accepted = sum(each.state is ApplicationState.ACCEPTED for each in sent)
    owed = STUDIED if policy.may_be_accepted(opening, accepted) else PENDING
    return [each for each in sent if each.state in owed]


@bp.get("/offres/<int:opening_id>/candidatures/<uuid:application_uuid>")
def desk_application(opening_id: int, application_uuid: UUID) -> Response:
    """One of them. Opening it says when it was first read, and changes nothing else."""
    found = application_at_desk(opening_id, application_uuid)
    if found.first_viewed_at is None:
        asides.jot(partial(actions.mark_seen, found.id, now()), asides.A_MOMENT)
    messages = every(queries.messages_on(found.id))
    answer = shown_to_desk(found, messages=messages)
    if policy.decides(me(), found.opening) and has_news(messages, found, at_desk=True):
        read = partial(actions.mark_read, found, by_applicant=False, at=now())
        asides.jot(read, asides.A_MOMENT)
    return answer


@bp.route(
    "/offres/<int:opening_id>/candidatures/<uuid:application_uuid>/<address>",
    methods=["GET", "POST"],
)
def step(opening_id: int, application_uuid: UUID, address: str) -> ResponseReturnValue:
    """Answer: one page for each step, with what it needs."""
    at, asked = now(), ADDRESSES.get(address) or abort(404)
    found = application_at_desk(opening_id, application_uuid)
    require(policy.may_take(me(), asked, found.opening))
    form = STEP_FORMS[asked]()
    if isinstance(form, RefusalForm):
        form.offer({gap.item.competency_id: in_words(gap) for gap in gaps_offered(found)})
    if form.is_submitted() and sent_version() != found.version:
        raise ApplicationAlreadyMoved(found.id)
    if asked not in policy.steps_for(me(), found, at):
        raise ApplicationAlreadyMoved(found.id)
    obstacle = _obstacle(found, at) if asked is Step.OFFER else None
    if not form.validate_on_submit() or obstacle:
        return _step_page(form, found, asked, obstacle)
    actions.answer(found, asked, form.answer(), me(), at, version=sent_version())
    db.session.commit()
    flash(f"C’est fait : {APPLICATION_LABELS[found.state].lower()}.")
    return redirect(_address(found))


@bp.post("/offres/<int:opening_id>/candidatures/<uuid:application_uuid>/notes")
def note_application(opening_id: int, application_uuid: UUID) -> ResponseReturnValue:
    """Keep a note, for the recruiters alone."""
    found, form = application_at_desk(opening_id, application_uuid), NoteForm()
    if not form.validate():
        return shown_to_desk(found, status=422, noting=form)
    actions.note_down(found, me(), form.body.data, now())
    db.session.commit()
    flash("La note est gardée. La personne ne la voit pas.")
    return redirect(_address(found))


@bp.post("/offres/<int:opening_id>/candidatures/<uuid:application_uuid>/rangement")
def put_away(opening_id: int, application_uuid: UUID) -> ResponseReturnValue:
    """Off the list of the desk, or on it again; the candidate reads nothing of it."""
    found = application_at_desk(opening_id, application_uuid)
    require(policy.decides(me(), found.opening))
    if request.form.get("away") == "1":
        actions.put_away(found, me(), now())
        told = "La candidature est rangée. La personne n’en lit rien."
    else:
        actions.bring_back(found)
        told = "La candidature est de nouveau dans la liste."
    db.session.commit()
    flash(told)
    return redirect(_address(found))


def opening_at_desk(opening_id: int) -> Opening:
    """Whose applications I may read; for anyone else there is nothing there."""
    opening = loaded(opening_id, now())
    if not policy.has_desk(me(), opening, applied=queries.has_applied(me(), opening.id)):
        abort(404)
    return opening


def application_at_desk(opening_id: int, application_uuid: UUID) -> JobApplication:
    return one_or_404(
        queries.on_the_desk_of(me()).where(
            JobApplication.opening_id == opening_id, JobApplication.uuid == str(application_uuid)
        )
    )


def who(event: ApplicationEvent, found: JobApplication) -> str:
    """Who did it, as the desk may know."""
    if event.actor is None:
        return "automatiquement"
    return found.name_at_desk if event.actor_id == found.applicant_id else event.actor.name


def first_said(event: ApplicationEvent, found: JobApplication) -> str:
    """Who was first, when, and what they did."""
    by = who(event, found) if event.actor else "le site"
    what = APPLICATION_LABELS[event.to_state].lower()
    if event.to_state is ApplicationState.WITHDRAWN:
        what = "retirée par la personne"
    return f"déjà traitée par {by} à {clock_time(event.at)} : {what}"


def _address(found: JobApplication) -> str:
    return url_for(".desk_application", opening_id=found.opening_id, application_uuid=found.uuid)


def _obstacle(found: JobApplication, at: datetime) -> str | None:
    opening = found.opening
    waiting = queries.count_by_state(opening.id).get(ApplicationState.SUBMITTED, 0)
    is_public = opening.organization.is_public_employer
    return policy.keeps_from_offering(opening, waiting, public_employer=is_public, at=at)


def _step_page(
    form: StepForm, found: JobApplication, asked: Step, obstacle: str | None
) -> Response:
    title, lead = words_for(asked, found, now())
    return page(
        "openings/step.html",
        status=409 if obstacle and form.is_submitted() else 422 if form.errors else 200,
        form=form,
        application=found,
        opening=found.opening,
        obstacle=obstacle,
        title=title,
        lead=lead,
        back=_address(found),
    )


def shown_to_desk(
    found: JobApplication,
    *,
    status: int = 200,
    lost: str | None = None,
    kept: str = "",
    noting: NoteForm | None = None,
    talking: MessageForm | None = None,
    suggesting: SuggestionForm | None = None,
    messages: Sequence[ApplicationMessage] | None = None,
) -> Response:
    """Its page for recruiters. To whoever lost a race, `lost` says who was first, `kept` what was typed."""
    is_withdrawn = found.state is ApplicationState.WITHDRAWN
    at = now()
    steps = policy.steps_for(me(), found, at)
    if messages is None:
        messages = every(queries.messages_on(found.id))
    return page(
        "openings/desk_application.html",
        status=status,
        application=found,
        opening=found.opening,
        changed=[] if is_withdrawn else queries.changed_since(found),
        files=[] if is_withdrawn else every(queries.files_of(found.id)),
        role=policy.role_at(me(), found.opening),
        message=policy.unsigned(found.message, found),
        notice=policy.unsigned(found.notice, found),
        answers=[policy.unsigned(each, found) for each in found.answers],
        story=[_line(event, found) for event in every(queries.told_of(found.id))],
        notes=every(queries.notes_on(found.id)),
        steps=[(words_for(each, found, at)[0], BY_ADDRESS[each], each) for each in steps],
        may_put_away=policy.decides(me(), found.opening) and policy.may_be_put_away(found),
        messages=[] if is_withdrawn else thread(messages, found, at_desk=True),
        may_write=policy.may_write_about(me(), found, at),
        talking=talking or MessageForm(formdata=None),
        suggesting=suggesting or SuggestionForm(formdata=None),
        noting=noting or NoteForm(formdata=None),
        is_withdrawn=is_withdrawn,
        missed=None if is_withdrawn else found.missed_interview(at),
        lost=lost,
        kept=kept,
        refusals=REFUSAL_LABELS,
        **LABELS,
    )


def _line(event: ApplicationEvent, found: JobApplication) -> dict[str, Any]:
    return {
        "when": f"{moment(event.at)}, {who(event, found)}",
        "title": APPLICATION_LABELS[event.to_state],
        "text": event.note or None,
    }
