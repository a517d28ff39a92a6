"""What other levels would change before every job and every live opening: one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, union_all

from intranet.career.gains import Levels
from intranet.competencies.matching import percent
from intranet.competencies.models import JobProfile, Need, Requirement
from intranet.competencies.queries import TWELFTHS, risen
from intranet.kit.db import db
from intranet.openings.models import Opening
from intranet.openings.queries.live import live


@dataclass(frozen=True)
class Change:
    """One demand that would be answered better: a job, or an opening."""

    title: str
    slug: str | None  # of a job
    opening_id: int | None
    today: int  # percents, as pages show them
    then: int

    @property
    def points(self) -> int:
        return self.then - self.today


def changes_brought(before: Levels, after: Levels, at: datetime) -> list[Change]:
    """The jobs and live openings whose score would rise, the largest rise first.

    Only the demands that ask for more than one has of what is raised are looked at.
    """
    moved = {
        item: mine
        for item, level in after.items()
        if (level or 0) > (mine := before.get(item) or 0)
    }
    if not moved:
        return []
    scores = risen(_asking_more(moved, at), before, after)
    query = (
        select(
            JobProfile.slug,
            JobProfile.title.label("job"),
            Opening.id,
            Opening.title,
            scores.c.twelfths,
            scores.c.then,
            scores.c.weight,
        )
        .select_from(scores)
        .outerjoin(JobProfile, JobProfile.requirement_set_id == scores.c.requirement_set_id)
        .outerjoin(Opening, Opening.requirement_set_id == scores.c.requirement_set_id)
        .where(scores.c.then > scores.c.twelfths)
    )
    found = []
    for slug, job, opening_id, title, had, has, weight in db.session.execute(query):
        whole = TWELFTHS * weight
        told = percent(Fraction(had, whole)), percent(Fraction(has, whole))
        found.append(Change(job or title, slug, opening_id, *told))
    return sorted(found, key=lambda one: (-one.points, one.title, one.opening_id or 0))


def _asking_more(moved: dict[int, int], at: datetime) -> Select[int]:
    """The sets of jobs and of live openings that require more of an item than one has.

    Asked set by set: few openings are live, of the many that ask for an item.
    """
    more = or_(
        false(),
        *(
            and_(Requirement.competency_id == item, Requirement.level > mine)
            for item, mine in moved.items()
        ),
    )

    def sets(owner: type[JobProfile | Opening], *about: ColumnElement[bool]) -> Select[int]:
        asks = exists().where(
            Requirement.requirement_set_id == owner.requirement_set_id,
            # Said apart: the index of a set by its items is then read for these alone.
            Requirement.competency_id.in_(moved),
            Requirement.need == Need.REQUIRED,
            more,
        )
        return cast("Select[int]", select(owner.requirement_set_id.label("id")).where(*about, asks))

    return select(union_all(sets(JobProfile), sets(Opening, live(at))).subquery("asking").c.id)
