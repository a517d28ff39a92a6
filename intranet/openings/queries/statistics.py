"""What the board brings, counted by region and for one employer: answers, and posts filled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from intranet.competencies.coverage import FEWEST
from intranet.kit.db import db
from intranet.openings.models import ApplicationState, CloseReason, JobApplication, Opening, State
from intranet.openings.pledges import YEAR, AnswerRecord, in_days
from intranet.openings.queries.duties import FILLED
from intranet.openings.queries.pledges import (
    Group,
    answers_given,
    instants_of,
    is_middle,
    median_of,
    records_by,
    seconds_of,
)


@dataclass(frozen=True)
class FillRecord:
    """Of the recruitments that ended, how many filled their post; the median time, in seconds."""

    ended: int = 0
    filled: int = 0
    median: Fraction | None = None

    @property
    def is_told(self) -> bool:
        return self.ended >= FEWEST

    @property
    def median_days(self) -> int | None:
        return None if self.median is None else in_days(self.median)


def answers_by_region(at: datetime) -> dict[str | None, AnswerRecord]:
    return records_by(Opening.region_code, at)


def answers_by_employer(at: datetime) -> dict[tuple[str | None, int], int]:
    """How many applications are due, by region and employer: what decides what may be told."""
    asked = answers_given(Opening.region_code, Opening.organization_id)
    found = db.session.execute(asked, instants_of(at)).all()
    return {(row[0], row[1]): row[2] for row in found}


def fills_by(group: Group, at: datetime) -> dict[Any, FillRecord]:
    """By region, or whatever is the same for all (`literal(0)`): one statement."""
    found = db.session.execute(_fills(group, at))
    return {
        key: FillRecord(ended, int(filled), median_of(total, middle))
        for key, ended, filled, total, middle in found
    }


def fill_record(organization_id: int, at: datetime) -> FillRecord:
    mine = _fills(Opening.organization_id, at, Opening.organization_id == organization_id)
    for _, ended, filled, total, middle in db.session.execute(mine):
        return FillRecord(ended, int(filled), median_of(total, middle))
    return FillRecord()


def ways_of_filling(at: datetime) -> tuple[Counter[CloseReason], Counter[str]]:
    """Of the posts filled within a year: by somebody of the network or not; where else published."""
    said = select(Opening.close_reason, Opening.channels).where(
        Opening.close_reason.in_(FILLED), Opening.closed_at > at - YEAR, Opening.closed_at <= at
    )
    reasons: Counter[CloseReason] = Counter()
    channels: Counter[str] = Counter()
    for reason, named in db.session.execute(said):
        if reason:
            reasons[reason] += 1
        channels.update(named)
    return reasons, channels


def _fills(group: Group, at: datetime, *where: ColumnElement[bool]) -> Select[Any]:
    """Of the openings that ended within a year of that instant, and of which one knows how."""
    accepted = (
        select(func.max(JobApplication.decided_at))
        .where(
            JobApplication.opening_id == Opening.id,
            JobApplication.state == ApplicationState.ACCEPTED,
            JobApplication.anonymised_at.is_(None),
        )
        .scalar_subquery()
    )
    is_filled = or_(Opening.close_reason.in_(FILLED), Opening.filled == Opening.positions)
    # Closed by its date and told since: when it was filled, nobody said.
    closed = case((and_(is_filled, Opening.outcome_said_at.is_(None)), Opening.closed_at))
    wait = case(
        (is_filled, seconds_of(func.coalesce(accepted, closed))),
    ) - seconds_of(Opening.first_published_at)
    ended_at = func.coalesce(Opening.closed_at, accepted)
    waits = (
        select(
            group.label("key"), wait.label("wait"), case((is_filled, 1), else_=0).label("filled"),
        )
        .where(
            or_(
                and_(Opening.state == State.CLOSED, Opening.close_reason != CloseReason.EXPIRED),
                Opening.filled == Opening.positions,
            ),
            Opening.first_published_at.is_not(None),
            ended_at > at - YEAR,
            ended_at <= at,
            *where,
        )
        .subquery("waits")
    )  # fmt: skip
    ranked = select(
        waits,
        func.row_number()
        .over(partition_by=[waits.c.wait.is_(None), waits.c.key], order_by=waits.c.wait)
        .label("rank"),
        func.count(waits.c.wait).over(partition_by=waits.c.key).label("known"),
    ).subquery("ranked")
    middle = is_middle(ranked.c.wait, ranked.c.rank, ranked.c.known)
    return select(
        ranked.c.key,
        func.count(),
        func.sum(ranked.c.filled),
        func.sum(case((middle, ranked.c.wait))),
        func.sum(case((middle, 1))),
    ).group_by(ranked.c.key)
