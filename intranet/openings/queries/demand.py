"""What the live openings require, item by item: reckoned once for everybody, kept as the counts are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from intranet.competencies.models import Need, Requirement
from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.openings.models import Opening
from intranet.openings.queries.counting import moment_of
from intranet.openings.queries.live import live

ByLevel = Mapping[int, int]  # how many openings, by level
_kept = Kept(2)


def levels_required(at: datetime) -> Mapping[int, ByLevel]:
    """For each item that live openings require, how many do so at each level."""
    moment = moment_of(at)
    if moment is None:
        return _levels_required(at)
    return _kept(moment, lambda: _levels_required(at))


def _levels_required(at: datetime) -> Mapping[int, ByLevel]:
    """From the live ones, few among all: an outer join keeps SQLite from starting by the items."""
    wanted = select(Opening.requirement_set_id.label("set_id")).where(live(at)).subquery("wanted")
    query = (
        select(Requirement.competency_id, Requirement.level, func.count())
        .select_from(wanted)
        .outerjoin(
            Requirement,
            (Requirement.requirement_set_id == wanted.c.set_id)
            & (Requirement.need == Need.REQUIRED),
        )
        .group_by(Requirement.competency_id, Requirement.level)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for competency_id, level, count in db.session.execute(query):
        if competency_id is not None:
            found[competency_id][level] = count
    return found
