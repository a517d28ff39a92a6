"""The levels in force of members, at any instant, whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)

from intranet.competencies.levels import Level, Mode, Record, counted, in_force
from intranet.competencies.models import Assessment, AssessmentState
from intranet.competencies.queries.said import ranked_answers, vouched_at
from intranet.kit.db import UtcDateTime, db

READ = (
    Assessment.id,
    Assessment.member_id,
    Assessment.competency_id,
    Assessment.kind,
    Assessment.state,
    Assessment.level,
    Assessment.interest,
    Assessment.offers_help,
    Assessment.is_to_confirm,
    Assessment.at,
    Assessment.expires_at,
    Assessment.revoked_at,
)


def levels_of(
    member_ids: Collection[int], at: datetime, *, only: Collection[int] | None = None
) -> dict[int, dict[int, Level]]:
    """The levels in force of several members (on some items) at an instant, in one statement.

    Every member is a key; an item on which nothing was ever said is absent.
    """
    said: dict[int, dict[int, list[Record]]] = {member_id: {} for member_id in member_ids}
    asked = _all_that_count() if only is None else _that_count(_ABOUT, _ITEMS)
    given = {"at": at, "member_ids": list(member_ids), "only": list(only or ())}
    for row in db.session.execute(asked, given):
        said[row.member_id].setdefault(row.competency_id, []).append(row)
    return {
        member_id: {
            competency_id: in_force(records, at) for competency_id, records in items.items()
        }
        for member_id, items in said.items()
    }


def levels_held(
    member_id: int, at: datetime, *, only: Collection[int] | None = None
) -> dict[int, Level]:
    """The levels in force of one member."""
    return levels_of([member_id], at, only=only)[member_id]


def known_levels(member_id: int, at: datetime, mode: Mode = Mode.DECLARED) -> dict[int, int | None]:
    """What comparisons read of a member: a level, or None for « sans objet ».

    An item never assessed, or taken back since, is absent: unknown is not zero.
    """
    return counted(levels_held(member_id, at), mode)


def effective_levels(at: datetime, members: Select[int]) -> Subquery:
    """The level in force of each of these members on each item they said something of, as a table:
    member_id, competency_id, level. « Sans objet » is 0; an answer taken back, without another, is
    absent. The twin of `levels.in_force`, for counts of many people at once.
    """
    said = _that_count(Assessment.member_id.in_(members)).params(at=at).subquery("in_force")
    level = func.max(
        case(
            (said.c.state == AssessmentState.LEVEL, said.c.level),
            (said.c.state == AssessmentState.NOT_APPLICABLE, 0),
        )
    )
    return (
        select(said.c.member_id, said.c.competency_id, level.label("level"))
        .group_by(said.c.member_id, said.c.competency_id)
        .having(level.is_not(None))
        .subquery("effective")
    )


_ABOUT = Assessment.member_id.in_(bindparam("member_ids", expanding=True))
_ITEMS = Assessment.competency_id.in_(bindparam("only", expanding=True))


@cache
def _all_that_count() -> Select[Any]:
    """Built once: most pages of a member ask it."""
    return _that_count(_ABOUT)


def _that_count(*about: ColumnElement[bool]) -> Select[Any]:
    """The last answer of each member on each item, and the words of others that hold.

    Few rows of a long history, from which `levels.in_force` says the same level as from all.
    """
    at = bindparam("at", type_=UtcDateTime())
    answers = ranked_answers(*READ, about=(Assessment.at <= at, *about))
    vouchers = select(*READ, literal(1).label("rank")).where(*vouched_at(at), *about)
    both = union_all(answers, vouchers).subquery("said")
    return select(both).where(both.c.rank == 1)
