"""Runs whose half-days are still given by somebody who works for their provider no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import contains_eager

from intranet.bookings.models import AWAITED, Bookable, Slot
from intranet.courses.models import Course, CourseRun, State
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.members.models import Membership, MembershipState

GIVEN_AGAIN_BEFORE = timedelta(days=7)  # its first day, a run whose trainer left has another


def runs_to_give_again(held: Select[int], at: datetime) -> Select[CourseRun]:
    """Those among the runs that somebody holds, the soonest first."""
    left = exists().where(Slot.bookable_id == CourseRun.bookable_id, _is_left(at))
    return (
        select(CourseRun)
        .join(CourseRun.course)
        .join(CourseRun.bookable)
        .where(CourseRun.bookable_id.in_(held), *_is_held(at), left)
        .options(contains_eager(CourseRun.course), contains_eager(CourseRun.bookable))
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )


def half_days_left(at: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Each run, its first day, who left it, and how many half-days they were to give."""
    return db.session.execute(
        select(
            CourseRun.bookable_id,
            CourseRun.starts_on,
            Slot.trainer_id,
            func.count().label("half_days"),
        )
        .join(CourseRun.course)
        .join(CourseRun.bookable)
        .join(Slot, Slot.bookable_id == CourseRun.bookable_id)
        .where(*_is_held(at), _is_left(at))
        .group_by(CourseRun.bookable_id, CourseRun.starts_on, Slot.trainer_id)
        .order_by(CourseRun.bookable_id, Slot.trainer_id)
    ).all()


def _is_held(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of a run: its days hold, and are not over."""
    return (
        CourseRun.ends_at > at,
        Bookable.lifecycle.in_(AWAITED),
        Course.state != State.ARCHIVED,
    )


def _is_left(at: datetime) -> ColumnElement[bool]:
    """Of a half-day: to come, by the clock of Paris (overseas, one of this very day may pass for it);
    and its trainer works no more for whoever provides its course.
    """
    stays = exists().where(
        Membership.member_id == Slot.trainer_id,
        Membership.organization_id == Course.provider_id,
        Membership.state == MembershipState.ADMITTED,
    )
    clock = in_paris(at).replace(tzinfo=None)
    return and_(Slot.trainer_id.is_not(None), Slot.starts_local > clock, ~stays)
