"""What a plan leaves below what is asked, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from intranet.career.gains import lacking
from intranet.career.planning import Barrier, CourseOption, Limits, Path, barriers
from intranet.competencies.matching import Wanted, match
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.competencies.queries import Catalogue, Item
from intranet.courses.models import ONLINE, Course
from intranet.kit.db import db


@dataclass(frozen=True)
class Short:
    """An item that the plan leaves below what is asked, and what is nearest to raising it further."""

    item: Item
    level: int
    reached: int
    barrier: Barrier | None  # None: no course of the catalogue does
    asks: tuple[tuple[Item, int], ...] = ()  # what the course that would raise it asks for first


def short_of(
    asked: Sequence[Wanted],
    path: Path,
    choices: Sequence[CourseOption],
    limits: Limits,
    catalogue: Catalogue,
) -> tuple[Short, ...]:
    """What stays below, in the order of the referential."""
    left = {
        line.competency_id: line
        for line in match(asked, path.levels).required
        if (line.mine or 0) < line.level
    }
    found = barriers(choices, path, limits, left)
    reached = {item: left[item].mine or 0 for item in left}
    taught = _taught({item: reached[item] for item in left if item not in found})
    return tuple(
        Short(
            item,
            left[number].level,
            reached[number],
            found.get(number, Barrier.NO_RUN if number in taught else None),
            _asks(number, path, choices, catalogue)
            if found.get(number) is Barrier.ASKS_MORE
            else (),
        )
        for number, item in catalogue.items.items()
        if number in left
    )


def _asks(
    number: int, path: Path, choices: Sequence[CourseOption], catalogue: Catalogue
) -> tuple[tuple[Item, int], ...]:
    """What is missing before the course that asks for least of those that raise an item further."""
    missing = [
        lacking(one, path.levels)
        for one in choices
        if one.barrier is None and one.raises.get(number, 0) > (path.levels.get(number) or 0)
    ]
    least = min((one for one in missing if one), key=len, default={})
    return tuple(
        (catalogue.items[item], level) for item, level in least.items() if item in catalogue.items
    )


def _taught(reached: Mapping[int, int]) -> set[int]:
    """The items that some course online raises further, whether or not it has a run to come."""
    if not reached:
        return set()
    further = [
        and_(CompetencyLink.competency_id == item, CompetencyLink.level_to > level)
        for item, level in reached.items()
    ]
    query = (
        select(CompetencyLink.competency_id)
        .join(
            Course,
            and_(CompetencyLink.subject_type == "course", Course.id == CompetencyLink.subject_id),
        )
        .where(CompetencyLink.role == LinkRole.TEACHES, Course.state == ONLINE, or_(*further))
        .distinct()
    )
    return set(db.session.scalars(query))
