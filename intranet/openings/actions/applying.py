"""What a candidate does: begin, keep, send, withdraw, accept or decline."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.competencies import queries as competencies
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.matching import match
from intranet.kit import files, journal
from intranet.kit.conditional import changed_and_read, changed_one, hold_row
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions.applications import advance
from intranet.openings.actions.publication import forget
from intranet.openings.actions.scanning import scan_of_new
from intranet.openings.actions.versions import log
from intranet.openings.models import (
    NEVER_SENT,
    ApplicationAlreadyMoved,
    ApplicationFile,
    ApplicationState,
    BoardStamp,
    CloseReason,
    FileKind,
    FileVisit,
    JobApplication,
    Opening,
    Route,
)
from intranet.openings.policy import Step


class AlreadyApplied(Exception):
    """The same person has an application to this opening already: the form came twice."""


class NoPositionLeft(Exception):
    """Somebody else accepted the last of its posts."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a candidate writes."""

    message: str = ""
    route: Route | None = None
    available_on: date | None = None
    notice: str = ""  # how long their present employer holds them
    answers: tuple[str, ...] = ()
    shares_profile: bool = False
    accepts_course_advice: bool = False


NOTHING = Said()
Sent = Sequence[tuple[FileKind, Attachment]]


def begin(
    opening: Opening,
    by: Member,
    token: str,
    begun_at: datetime,
    said: Said = NOTHING,
    sent: Sent = (),
) -> JobApplication:
    """A draft that survives the session, with what was said and its files.

    Raises AlreadyApplied where the same form came before: nothing of the transaction is left then.
    """
    application = JobApplication(
        opening=opening,
        applicant=by,
        submission_token=token,
        begun_at=begun_at,
        files=[_file(kind, attachment) for kind, attachment in sent],
        **_written(said),
    )
    try:
        db.session.add(application)
        db.session.flush()
    except IntegrityError as twice:
        raise AlreadyApplied from twice
    return application


def keep_application(
    application: JobApplication, said: Said, sent: Sent, without: Collection[int]
) -> None:
    """Write what was said into a draft, with its files; a new CV takes the place of the last.

    Raises ApplicationAlreadyMoved where it was sent meanwhile.
    """
    values = {"version": JobApplication.version + 1, **_written(said)}
    held = (
        update(JobApplication)
        .where(
            JobApplication.id == application.id,
            JobApplication.version == application.version,
            JobApplication.state == ApplicationState.DRAFT,
        )
        .values(**values)
    )
    if not changed_and_read(held, JobApplication):
        raise ApplicationAlreadyMoved(application.id)
    has_new_cv = any(kind is FileKind.CV for kind, _ in sent)
    _drop(application, lambda each: each.id in without or (has_new_cv and each.kind is FileKind.CV))
    application.files.extend(_file(kind, attachment) for kind, attachment in sent)
    db.session.flush()


def _written(said: Said) -> dict[str, Any]:
    return {
        "message": said.message,
        "route": said.route,
        "available_on": said.available_on,
        "notice": said.notice,
        "answers": list(said.answers),
        "shares_profile": said.shares_profile,
        "accepts_course_advice": said.accepts_course_advice,
    }


def _file(kind: FileKind, attachment: Attachment) -> ApplicationFile:
    name = attachment.name
    return ApplicationFile(kind=kind, attachment=attachment, name=name, scan=scan_of_new())


def discard(application: JobApplication) -> None:
    """Throw away what was never sent, with its files. Raises ApplicationAlreadyMoved where it was sent
    meanwhile.
    """
    held = update(JobApplication).where(
        JobApplication.id == application.id,
        JobApplication.version == application.version,
        JobApplication.state.in_(NEVER_SENT),
    )
    if not changed_and_read(held.values(version=JobApplication.version + 1), JobApplication):
        raise ApplicationAlreadyMoved(application.id)
    _drop(application, lambda _: True)
    db.session.delete(application)


def _drop(application: JobApplication, unwanted: Any) -> None:
    gone = [each for each in application.files if unwanted(each)]
    ids = [each.attachment_id for each in gone if each.attachment_id]
    for each in gone:
        application.files.remove(each)
    db.session.flush()
    if ids:
        files.remove(ids)


def submit(application: JobApplication, by: Member, at: datetime) -> None:
    """Send a draft; what is shared of one’s levels is frozen. Raises ApplicationAlreadyMoved."""
    shared = snapshot(application.opening, by, at) if application.shares_profile else {}
    shared |= {"asked": queries.asked_by_opening(application.opening)}
    advance(
        application,
        Step.SUBMIT,
        by,
        at,
        version=application.version,
        submitted_at=at,
        profile_snapshot=shared,
        is_veiled=application.opening.is_anonymous,
    )


def snapshot(opening: Opening, member: Member, at: datetime) -> dict[str, Any]:
    """One’s levels on what the opening asks for, and what it asks, as both are now."""
    asked = opening.requirement_set
    if asked is None:
        return {}
    catalogue = competencies.catalogue_of(asked.edition_id)
    requirements = competencies.requirements_of([asked.id])[asked.id]
    levels = with_transfers(competencies.known_levels(member.id, at), catalogue.ties)
    found = match(requirements, levels)
    return {
        "edition_id": asked.edition_id,
        "words": found.short,
        "lines": [
            {
                "code": catalogue.items[line.competency_id].code,
                "title": catalogue.items[line.competency_id].title,
                "need": line.need.value,
                "is_mandatory": line.is_mandatory,
                "level": line.level,
                "is_known": line.is_known,
                "mine": line.mine,
            }
            for line in (*found.required, *found.desired)
            if line.competency_id in catalogue.items
        ],
    }


def withdraw(application: JobApplication, by: Member, at: datetime, *, version: int) -> None:
    """At once nobody else reads the message or the files. Raises ApplicationAlreadyMoved."""
    advance(application, Step.WITHDRAW, by, at, version=version, pool_until=None)


def accept(
    application: JobApplication, by: Member, at: datetime, *, version: int, note: str = ""
) -> None:
    """Take the post that is offered; or its owner notes that the person said yes.

    Raises ApplicationAlreadyMoved, NoPositionLeft.
    """
    opening = application.opening
    hold_row(Opening, opening.id)  # before its application, as whoever gives the recruitment up
    advance(application, Step.ACCEPT, by, at, version=version, note=note)
    taken = (
        update(Opening)
        .where(Opening.id == opening.id, Opening.filled < Opening.positions)
        .values(filled=Opening.filled + 1, version=Opening.version + 1)
    )
    if not changed_one(taken) and not _is_counted_already(opening):
        raise NoPositionLeft(application.id)
    BoardStamp.change()
    db.session.refresh(opening)
    # By nobody: animators read this history, and not who applies.
    log(opening, None, at, left=opening.state, reason="Un poste est accepté sur Passerelles")
    if opening.filled == opening.positions:
        forget(opening)


def _is_counted_already(opening: Opening) -> bool:
    """Closed as filled by somebody of the network before they said yes here: their post is counted."""
    hold_row(Opening, opening.id)  # of two who say so at once, each sees what the other took
    db.session.refresh(opening)
    accepted = queries.count_by_state(opening.id)[ApplicationState.ACCEPTED]
    is_said = opening.close_reason is CloseReason.FILLED_IN_NETWORK
    return is_said and accepted <= opening.positions


def decline(application: JobApplication, by: Member, at: datetime, *, version: int) -> None:
    """Say no to the post that is offered. Raises ApplicationAlreadyMoved."""
    advance(application, Step.DECLINE, by, at, version=version)


def open_file(found: ApplicationFile, by: Member, at: datetime) -> None:
    """Somebody reads a file: its owner will see who, and when."""
    db.session.add(FileVisit(application_file_id=found.id, member_id=by.id, at=at))
    theirs = db.session.get_one(JobApplication, found.application_id).applicant
    journal.note(Kind.FILE_READ, by=by, concerns=theirs, about=found)
