"""How employers answer, counted by the database: one statement for an employer, or for each."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import GenericFunction

from intranet.kit.db import db
from intranet.openings.models import ApplicationState, JobApplication, Opening
from intranet.openings.pledges import SILENCE, USUAL_DELAY, YEAR, AnswerRecord

PLEDGES = (7, 14, 21)  # days
Group = ColumnElement[Any] | InstrumentedAttribute[Any]  # what figures are gathered by


class seconds_of(GenericFunction[int]):  # noqa: N801  a function of the database
    """Whole seconds since 1970, on both databases."""

    type = BigInteger()
    inherit_cache = True


@compiles(seconds_of, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    # Without its fraction, which SQLite would round up from 0.9995 on.
    inside = compiler.process(element.clauses, **how)
    return f"CAST(strftime('%s', substr({inside}, 1, 19)) AS INTEGER)"


@compiles(seconds_of, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    inside = compiler.process(element.clauses, **how)
    return f"CAST(floor(extract(epoch FROM {inside})) AS BIGINT)"


def answer_record(organization_id: int, at: datetime) -> AnswerRecord:
    """The twin of `pledges.record_of`, tested equal."""
    given = instants_of(at) | {"organization_id": organization_id}
    due, answered, silent, total, middle = db.session.execute(_of_one(), given).one()
    return AnswerRecord(due, answered, silent, median_of(total, middle))


def records_by(group: Group, at: datetime, *where: ColumnElement[bool]) -> dict[Any, AnswerRecord]:
    """The same for each group of openings: a region, a kind of employer."""
    found = db.session.execute(_records(group, *where), instants_of(at))
    return {
        key: AnswerRecord(due, answered, silent, median_of(total, middle))
        for key, due, answered, silent, total, middle in found
    }


@cache
def _of_one() -> Select[Any]:
    """Built once: it stands on every page of an opening where one applies here."""
    mine = Opening.organization_id == bindparam("organization_id")
    return _records(None, mine)


def _records(group: Group | None, *where: ColumnElement[bool]) -> Select[Any]:
    """Due, answered, silent; then the sum and the number of the waits in the middle.

    Of an odd number of waits one is in the middle, of an even number two: those whose rank, doubled,
    lies between the number and two more.
    """
    wait = seconds_of(JobApplication.first_answer_at) - seconds_of(JobApplication.submitted_at)
    key = [] if group is None else [group.label("key")]
    is_silent = and_(
        JobApplication.first_answer_at.is_(None),
        JobApplication.submitted_at <= bindparam("silent_since"),
    )
    within = [wait.is_(None), *([] if group is None else [group])]
    due = (
        select(
            *key,
            wait.label("wait"),
            case((is_silent, 1), else_=0).label("silent"),
            func.row_number().over(partition_by=within, order_by=wait).label("rank"),
            func.count(wait).over(partition_by=within[1:] or None).label("answered"),
        )
        .join(JobApplication.opening)
        .where(_is_due(), *where)
        .subquery("due")
    )
    middle = is_middle(due.c.wait, due.c.rank, due.c.answered)
    figures = select(
        *([] if group is None else [due.c.key]),
        func.count().label("due"),
        func.count(due.c.wait),
        func.coalesce(func.sum(due.c.silent), 0),
        func.sum(case((middle, due.c.wait))),
        func.sum(case((middle, 1))),
    ).select_from(due)
    return figures if group is None else figures.group_by(due.c.key)


def answers_given(*keys: Group) -> Select[Any]:
    """How many are due, by these keys; asked with `instants_of`."""
    return (
        select(*keys, func.count())
        .select_from(JobApplication)
        .join(JobApplication.opening)
        .where(_is_due())
        .group_by(*keys)
    )


def is_middle(
    wait: ColumnElement[Any], rank: ColumnElement[Any], known: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether a wait of this rank, among so many that are known, is in the middle."""
    return and_(wait.is_not(None), (2 * rank).between(known, known + 2))


def _is_due() -> ColumnElement[bool]:
    """The twin of `pledges.counts`; asked with `instants_of`."""
    by_pledge = [
        and_(
            Opening.pledged_days == days,
            JobApplication.submitted_at <= bindparam(f"due_after_{days}"),
        )
        for days in PLEDGES
    ]
    usual = and_(
        Opening.pledged_days.is_(None),
        JobApplication.submitted_at <= bindparam(f"due_after_{USUAL_DELAY}"),
    )
    return and_(
        JobApplication.submitted_at > bindparam("year_ago"),
        JobApplication.anonymised_at.is_(None),
        or_(
            JobApplication.state != ApplicationState.WITHDRAWN,
            JobApplication.first_answer_at.is_not(None),
        ),
        or_(usual, *by_pledge),
    )


def instants_of(at: datetime) -> dict[str, datetime]:
    after = {f"due_after_{days}": at - timedelta(days=days) for days in {*PLEDGES, USUAL_DELAY}}
    return {"year_ago": at - YEAR, "silent_since": at - SILENCE} | after


def median_of(total: int | None, middle: int | None) -> Fraction | None:
    return Fraction(int(total or 0), middle) if middle else None
