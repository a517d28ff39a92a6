"""Each step of an application: taken once, on the version that was read, with its line and letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, true, update

from intranet.kit import files, letters
from intranet.kit.conditional import changed_and_read, changed_one, hold_row
from intranet.kit.db import db, every
from intranet.kit.repeats import said_just_before
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.actions.telling import answerers_of, as_told
from intranet.openings.models import (
    APPLICATION_LABELS,
    DECIDED,
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationNote,
    ApplicationState,
    JobApplication,
    Opening,
)
from intranet.openings.policy import MOVES, Step

SUBJECTS = {
    ApplicationState.SUBMITTED: "Candidature reçue",
    ApplicationState.IN_REVIEW: "Votre candidature est reprise",  # after a decision only
    ApplicationState.SHORTLISTED: "Votre candidature est présélectionnée",
    ApplicationState.INTERVIEW: "Un entretien vous est proposé",
    ApplicationState.ON_HOLD: "Une réponse vous est promise",
    ApplicationState.OFFERED: "Le poste vous est proposé",
    ApplicationState.ACCEPTED: "Vous avez accepté le poste",
    ApplicationState.DECLINED: "Vous avez décliné le poste",
    ApplicationState.REFUSED: "Votre candidature n’est pas retenue",
    ApplicationState.WITHDRAWN: "Votre candidature est retirée",
    ApplicationState.OPENING_CANCELLED: "Le recrutement est abandonné",
}
SILENT = "Votre candidature est close, sans réponse"
LAPSED = "La proposition de poste est close"
MOVED = "Votre entretien est modifié"
FOR_THE_OWNER = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.ACCEPTED,
        ApplicationState.DECLINED,
        ApplicationState.WITHDRAWN,
    }
)


def advance(
    application: JobApplication,
    step: Step,
    by: Member | None,
    at: datetime,
    *,
    version: int,
    note: str = "",
    **values: Any,
) -> ApplicationEvent:
    """Take a step, as the application was read; one line of its story, one letter to each side.

    Raises ApplicationAlreadyMoved where somebody was first, or its state no longer allows it.
    """
    move, left = MOVES[step], application.state
    if left is ApplicationState.INTERVIEW:  # moved, or off: its .ics says so to whoever has it
        values["interview_sequence"] = JobApplication.interview_sequence + 1
    awaited = application.interview_at if left is ApplicationState.INTERVIEW else None
    is_moved = step is Step.MEET and awaited is not None and awaited > at  # else it is another one
    is_answer = by is not None and by.id != application.applicant_id
    if is_answer and step is not Step.TAKE_UP:
        values["first_answer_at"] = func.coalesce(JobApplication.first_answer_at, at)
    taken = (
        update(JobApplication)
        .where(
            JobApplication.id == application.id,
            JobApplication.version == version,
            JobApplication.state.in_(move.origins),
        )
        .values(
            version=JobApplication.version + 1,
            state=move.to,
            decided_at=at if move.to in DECIDED else None,
            updated_at=at,
            archived_at=None,  # something happens: it is on the list again
            archived_by_id=None,
            **values,
        )
    )
    if not changed_and_read(taken, JobApplication):
        raise ApplicationAlreadyMoved(application.id)
    event = ApplicationEvent(
        application_id=application.id,
        at=at,
        actor_id=by.id if by else None,
        from_state=left,
        to_state=move.to,
        note=note,
    )
    db.session.add(event)
    db.session.flush()
    _tell(application, event, is_moved=is_moved)
    return event


def _tell(application: JobApplication, event: ApplicationEvent, *, is_moved: bool) -> None:
    opening, state = application.opening, event.to_state
    applicant = application.applicant
    is_told = state in SUBJECTS and (
        state is not ApplicationState.IN_REVIEW or event.from_state in DECIDED
    )
    if applicant and applicant.closed_at is None and is_told:
        _write("application_moved", applicant, opening, application, event, is_moved=is_moved)
    if state in FOR_THE_OWNER:
        for each in answerers_of(opening):
            if each.id != event.actor_id:
                _write("application_news", each, opening, application, event)


def _write(
    template: str,
    to: Member,
    opening: Opening,
    application: JobApplication,
    event: ApplicationEvent,
    *,
    is_moved: bool = False,
) -> None:
    letters.write(
        f"openings/{template}",
        to.email,
        key=f"application-event-{event.id}-to-{to.id}",
        subject=MOVED if is_moved else _subject(application, event),
        is_moved=is_moved,
        by_applicant=event.actor_id in {None, application.applicant_id},
        opening=opening,
        application=application,
        event=event,
        state=APPLICATION_LABELS[event.to_state],
        files_kept_for=queries.KEPT_AFTER_WITHDRAWAL,
        second_thoughts=policy.SECOND_THOUGHTS,
        missed=application.missed_interview(event.at) if _ends_interview(event) else None,
        name=to.name,
        **as_told(to, application),
    )


def _ends_interview(event: ApplicationEvent) -> bool:
    return event.from_state is ApplicationState.INTERVIEW


def _subject(application: JobApplication, event: ApplicationEvent) -> str:
    """What the letter to the candidate begins with."""
    if application.is_unanswered:
        return SILENT
    if event.to_state is ApplicationState.DECLINED and event.actor_id is None:
        return LAPSED
    if event.to_state is ApplicationState.ACCEPTED and event.actor_id != application.applicant_id:
        return "L’employeur a noté votre accord"
    if event.from_state is ApplicationState.ACCEPTED:
        return "L’embauche est annulée"
    return SUBJECTS[event.to_state]


def note_down(application: JobApplication, by: Member, body: str, at: datetime) -> ApplicationNote:
    """Keep a note for the recruiters alone; sent again, it is the note that is there."""
    hold_row(JobApplication, application.id)
    kept = queries.notes_on(application.id)
    if known := said_just_before(kept, "at", at, author_id=by.id, body=body):
        return known
    note = ApplicationNote(application_id=application.id, author_id=by.id, body=body, at=at)
    db.session.add(note)
    return note


def mark_seen(application_id: int, at: datetime) -> None:
    """Somebody of the desk opened it for the first time: its state does not change by it."""
    db.session.execute(
        update(JobApplication)
        .where(JobApplication.id == application_id, JobApplication.first_viewed_at.is_(None))
        .values(first_viewed_at=at, updated_at=JobApplication.updated_at)
        .execution_options(synchronize_session=False)
    )


def put_away(application: JobApplication, by: Member, at: datetime) -> None:
    """Off the list of the desk, where it only lengthens it; the candidate reads nothing of it.

    Raises ApplicationAlreadyMoved where the post was offered meanwhile.
    """
    away = JobApplication.state.not_in([ApplicationState.OFFERED, ApplicationState.ACCEPTED])
    if not _place(application, away, archived_at=at, archived_by_id=by.id):
        raise ApplicationAlreadyMoved(application.id)


def bring_back(application: JobApplication) -> None:
    """On the list again."""
    _place(application, true(), archived_at=None, archived_by_id=None)


def _place(application: JobApplication, where: ColumnElement[bool], **values: Any) -> bool:
    """No step of anybody: neither its version nor its date changes by it."""
    row = update(JobApplication).where(JobApplication.id == application.id, where)
    return changed_one(row.values(updated_at=JobApplication.updated_at, **values))


def cancel_pending(opening: Opening, by: Member, at: datetime) -> int:
    """The recruitment is given up: everybody who waits is told; how many.

    They are held first: whoever withdraws or is answered at this moment is seen as they then stand.
    """
    pending = queries.pending_on(opening.id, MOVES[Step.CANCEL].origins)
    held = pending.with_for_update(of=JobApplication, key_share=True)
    waiting = every(held.execution_options(populate_existing=True))
    for application in waiting:
        advance(application, Step.CANCEL, by, at, version=application.version)
    return len(waiting)


def delete_files(application: JobApplication, at: datetime) -> None:
    """Only the trace of each stays."""
    ids = [each.attachment_id for each in application.files if each.attachment_id]
    for each in application.files:
        if each.deleted_at is None:
            each.attachment_id, each.deleted_at = None, at
    db.session.flush()
    if ids:
        files.remove(ids)
