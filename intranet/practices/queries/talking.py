"""The questions that wait for an answer, over all sheets."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select
from sqlalchemy.orm import joinedload

from intranet.discussions.models import Comment
from intranet.discussions.queries import is_open_question
from intranet.kit.clock import in_paris
from intranet.kit.db import again
from intranet.kit.workdays import working_days_after
from intranet.members.models import Member, Membership, MembershipState
from intranet.practices.models import Practice
from intranet.practices.queries.readers import in_regions_of, is_listed

DAYS_TO_ANSWER = 5  # working days


def open_questions() -> Select[Comment, Practice]:
    """Without an answer, on sheets that are still listed, the oldest first."""
    return (
        select(Comment, Practice)
        .join(Practice, _is_about())
        .where(is_open_question(), is_listed())
        .options(
            joinedload(Comment.author),
            joinedload(Comment.awaited),
            joinedload(Practice.contact).selectinload(Member.memberships),
            joinedload(Practice.substitute).selectinload(Member.memberships),
        )
        .order_by(Comment.at, Comment.id)
    )


def questions_awaiting(member: Member) -> Select[Comment, Practice]:
    """Those that this member is expected to answer, while they work for the owner of the sheet."""
    ours = Practice.owner_id == member.organization_id
    return open_questions().where(Comment.awaited_id == member.id, ours)


def questions_left_to(animator: Member, at: datetime) -> Select[Comment, Practice]:
    """Those of an animator’s regions that nobody answered in five working days."""
    return open_questions().where(in_regions_of(animator), Comment.at < late_before(at))


def left_by_who_was_asked() -> Select[Comment, Practice]:
    """The questions that await nobody who still works for the owner of the sheet, where somebody
    else than their author does.
    """
    at_work = again(Membership, "at_work")
    there = exists().where(
        at_work.organization_id == Practice.owner_id, at_work.state == MembershipState.ADMITTED
    )
    return open_questions().where(
        ~there.where(at_work.member_id == Comment.awaited_id),
        there.where(at_work.member_id != Comment.author_id),
    )


def region_of_subject() -> ScalarSelect[str | None]:
    """That of the sheet that a remark is about."""
    here = select(Practice.region_code).where(Practice.id == Comment.subject_id)
    return here.correlate(Comment).scalar_subquery()


def count_of(questions: Select[Comment, Practice]) -> Select[int]:
    ids = questions.order_by(None).with_only_columns(Comment.id).subquery()
    return select(func.count()).select_from(ids)


def late_before(at: datetime) -> datetime:
    """What was asked before this instant has waited more than five working days."""
    today = in_paris(at).date()
    asked = today - timedelta(days=DAYS_TO_ANSWER + 1)
    while working_days_after(asked, DAYS_TO_ANSWER) >= today:
        asked -= timedelta(days=1)
    return midnight_after(asked, at)


def midnight_after(on: date, at: datetime) -> datetime:
    local = in_paris(at)
    return datetime(on.year, on.month, on.day, tzinfo=local.tzinfo) + timedelta(days=1)


def _is_about() -> ColumnElement[bool]:
    return (Comment.subject_type == "practice") & (Comment.subject_id == Practice.id)
