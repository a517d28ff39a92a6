"""How applications are found: by whoever sent them, by the desk that answers them, by nobody else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from intranet.kit.db import again, db
from intranet.members.models import Member
from intranet.openings.models import (
    PENDING,
    STUDIED,
    ApplicationEvent,
    ApplicationFile,
    ApplicationNote,
    ApplicationState,
    CloseReason,
    FileVisit,
    JobApplication,
    Opening,
)
from intranet.openings.queries.retention import holds_words
from intranet.openings.queries.team import at_desk, deciding

KEPT_AFTER_WITHDRAWAL = timedelta(days=7)
S = ApplicationState


def applications_of(member: Member) -> Select[JobApplication]:
    """All that this member began or sent, the last touched first."""
    return _of(member.id)


def _of(applicant_id: int | BindParameter[int]) -> Select[JobApplication]:
    return (
        select(JobApplication)
        .join(JobApplication.opening)
        .where(JobApplication.applicant_id == applicant_id)
        .options(
            contains_eager(JobApplication.opening).joinedload(Opening.organization),
            contains_eager(JobApplication.opening).undefer(Opening.urgent_reason),
        )
        .order_by(JobApplication.updated_at.desc(), JobApplication.id.desc())
    )


def current_of(member: Member, opening_id: int) -> JobApplication | None:
    """Their application to this opening that was not withdrawn: there is one at most."""
    mine = applications_of(member).where(
        JobApplication.opening_id == opening_id, JobApplication.state != S.WITHDRAWN
    )
    return db.session.scalars(mine).one_or_none()


def sent_with_or_current(member: Member, token: str, opening_id: int) -> JobApplication | None:
    """What this very form has already sent, if it was sent twice; else the current one."""
    asked = {"applicant": member.id, "token": token, "opening": opening_id}
    found = db.session.scalars(_sent_with_or_current(), asked).all()
    return next((one for one in found if one.submission_token == token), next(iter(found), None))


@cache
def _sent_with_or_current() -> Select[JobApplication]:
    """Built once: whoever applies asks it while everybody else waits. There are two at most."""
    is_current = and_(
        JobApplication.opening_id == bindparam("opening"), JobApplication.state != S.WITHDRAWN
    )
    its_word = JobApplication.submission_token == bindparam("token")
    return _of(bindparam("applicant")).where(or_(its_word, is_current))


def has_applied(member: Member, opening_id: int) -> bool:
    """Whether they ever sent one, withdrawn or not: then they see nothing of the others."""
    asked = select(JobApplication.id).where(
        JobApplication.opening_id == opening_id,
        JobApplication.applicant_id == member.id,
        JobApplication.submitted_at.is_not(None),
    )
    return db.session.scalar(asked.limit(1)) is not None


def on_the_desk_of(member: Member) -> Select[JobApplication]:
    """What was sent to the openings this member works on, but where they applied themselves."""
    return (
        select(JobApplication)
        .join(JobApplication.opening)
        .where(JobApplication.submitted_at.is_not(None), at_desk(member))
        .options(
            contains_eager(JobApplication.opening).joinedload(Opening.organization),
            contains_eager(JobApplication.opening).joinedload(Opening.owner),
            contains_eager(JobApplication.opening).undefer(Opening.urgent_reason),
            joinedload(JobApplication.applicant),
        )
        .order_by(JobApplication.submitted_at, JobApplication.id)
    )


def kept_in_mind_by(member: Member, on: date) -> Select[JobApplication]:
    """On this desk, whoever agreed to be thought of for another post: the last to have come first."""
    asked = on_the_desk_of(member).where(JobApplication.pool_until >= on)
    return asked.order_by(None).order_by(JobApplication.pool_until.desc(), JobApplication.id.desc())


def count_by_state(opening_id: int) -> dict[ApplicationState, int]:
    """How many stand where, of those that were sent."""
    query = (
        select(JobApplication.state, func.count())
        .where(JobApplication.opening_id == opening_id, JobApplication.submitted_at.is_not(None))
        .group_by(JobApplication.state)
    )
    return dict(iter(db.session.execute(query)))


def pending_on(opening_id: int, states: frozenset[ApplicationState]) -> Select[JobApplication]:
    """Those of an opening that wait for an answer."""
    return (
        select(JobApplication)
        .where(JobApplication.opening_id == opening_id, JobApplication.state.in_(states))
        .options(joinedload(JobApplication.applicant), joinedload(JobApplication.opening))
        .order_by(JobApplication.id)
    )


def files_of(application_id: int) -> Select[ApplicationFile]:
    return (
        select(ApplicationFile)
        .where(ApplicationFile.application_id == application_id)
        .options(joinedload(ApplicationFile.attachment))
        .order_by(ApplicationFile.id)
    )


def visits_of(application_id: int) -> Select[FileVisit]:
    """Who opened the files of an application, the last first."""
    return (
        select(FileVisit)
        .join(ApplicationFile, ApplicationFile.id == FileVisit.application_file_id)
        .where(ApplicationFile.application_id == application_id)
        .options(joinedload(FileVisit.member))
        .order_by(FileVisit.id.desc())
    )


def told_of(application_id: int) -> Select[ApplicationEvent]:
    """What befell an application, the newest first."""
    return (
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id == application_id)
        .options(joinedload(ApplicationEvent.actor))
        .order_by(ApplicationEvent.id.desc())
    )


def notes_on(application_id: int) -> Select[ApplicationNote]:
    """What recruiters keep for themselves, the newest first."""
    return (
        select(ApplicationNote)
        .where(ApplicationNote.application_id == application_id)
        .options(joinedload(ApplicationNote.author))
        .order_by(ApplicationNote.id.desc())
    )


def withdrawn_with_files(at: datetime) -> Select[JobApplication]:
    """Withdrawn a week ago or more, and whose files are still there. For the tick."""
    return (
        select(JobApplication)
        .where(
            JobApplication.state == S.WITHDRAWN,
            JobApplication.decided_at <= at - KEPT_AFTER_WITHDRAWAL,
            holds_words(),
        )
        .options(selectinload(JobApplication.files))
        .order_by(JobApplication.id)
    )


def to_read_by(member: Member) -> Select[Opening, int, datetime | None]:
    """The openings of this desk where applications wait to be taken up: how many, since when."""
    return _waiting(member, JobApplication.state == S.SUBMITTED)


def left_waiting_by(member: Member) -> Select[Opening, int, datetime | None]:
    """Those that found everybody, or nobody, where people who were read still wait for a word.

    Whoever the post is offered to owes theirs, but where it is taken: the desk counts alike.
    """
    hired = again(JobApplication, "hired")
    accepted = (
        select(func.count(hired.id))
        .where(hired.opening_id == Opening.id, hired.state == S.ACCEPTED)
        .scalar_subquery()
    )
    is_filled = Opening.filled == Opening.positions
    by_others = Opening.close_reason.is_distinct_from(CloseReason.FILLED_IN_NETWORK)
    is_taken = and_(is_filled, or_(accepted >= Opening.positions, by_others))
    is_over = or_(is_filled, Opening.close_reason == CloseReason.UNSUCCESSFUL)
    read = JobApplication.state.in_(STUDIED - {S.SUBMITTED})
    offered = and_(JobApplication.state == S.OFFERED, is_taken)
    return _waiting(member, and_(is_over, or_(read, offered)))


def _waiting(member: Member, where: ColumnElement[bool]) -> Select[Opening, int, datetime | None]:
    since = func.min(JobApplication.submitted_at)
    return (
        select(Opening, func.count(JobApplication.id), since)
        .join(JobApplication, JobApplication.opening_id == Opening.id)
        .where(JobApplication.submitted_at.is_not(None), deciding(member), where)
        .group_by(Opening.id)
        .order_by(since)
    )


def promised_by(member: Member, on: date) -> Select[JobApplication]:
    """What was put on hold with a date that has come."""
    return on_the_desk_of(member).where(
        deciding(member), JobApplication.state == S.ON_HOLD, JobApplication.promised_on <= on
    )


def others_pending_of(member: Member, application_id: int) -> Select[JobApplication]:
    """What else of theirs waits for an answer."""
    return applications_of(member).where(
        JobApplication.state.in_(PENDING), JobApplication.id != application_id
    )


def to_settle_by(member: Member) -> Select[JobApplication]:
    """Offers this member has not answered, and drafts not sent."""
    return applications_of(member).where(JobApplication.state.in_([S.DRAFT, S.OFFERED]))
