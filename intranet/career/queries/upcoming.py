"""The runs to come as a process holds them: what leads to each level of each item, by date.

Of the thousands of runs that raise something of a gap, a page reads a few dozen. To rank them all in
SQL is to look at each with its course, its seats and its place: 0.15 s for one person. What is held is
the same for everybody, whole numbers side by side (2 MB for 20,000 courses, 0.3 s to read them), as
long as the catalogue says what it said (its stamp). A place is the rank of a run by date, then by id.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import nan
from typing import Any, NamedTuple

from sqlalchemy import case, func, select

from intranet.bookings.models import CALLED_OFF, Bookable
from intranet.career.gains import BUILDS_ON
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.models import ONLINE, Course, CourseRun
from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.kit.masks import Mask, mask_at
from intranet.places.models import Municipality
from intranet.places.queries import Point, on_globe

LONGEST_KEPT = timedelta(hours=1)  # whatever happens
AT_ONCE = 1_000  # rows read
UNSAID = 2**31 - 1  # after all that is said
REMOTE, NOWHERE = 0, 1  # where a run takes place, before the municipalities
AT_A_DISTANCE = ""  # said where the code of a municipality would be


class Link(NamedTuple):
    """What some courses do for an item: many do the same, that is held once."""

    competency_id: int
    role: LinkRole
    level_from: int | None
    level_to: int

    @property
    def asked(self) -> int:
        """The level that one must have before; 0 where there is none."""
        if self.role is LinkRole.PRESUPPOSES:
            return self.level_to
        start = self.level_from or 0
        return start if start >= BUILDS_ON else 0


@dataclass(frozen=True)
class Upcoming:
    """What is to come of the courses online, and when it begins or closes, if that is while it is kept."""

    ids: Sequence[int]
    prices: Sequence[int]
    hours: Sequence[int]
    where: Sequence[int]  # the rank of a point; REMOTE; NOWHERE
    points: tuple[Sequence[float], ...]  # on the globe; NaN: not known
    starts: Sequence[float]  # of the first ones, that may begin meanwhile
    closings: Sequence[float]  # when registration ends or ended, the first first
    closing: Sequence[int]  # the places of these
    by_id: Sequence[int]  # all places, by the id of the run
    remote: Mask
    regions: Mapping[str, Mask]
    leads: Mapping[int, Mapping[int, Sequence[int]]]  # item, level reached: places
    asks: Mapping[int, Mapping[int, Mask]]  # item, level to have before: places
    courses: Sequence[int]  # the ids of those that have a run, in order
    firsts: Sequence[int]  # where the links of each begin, and the last end
    links: Sequence[int]  # ranks in `kinds`
    kinds: Sequence[Link]
    holds_from: datetime

    @property
    def everything(self) -> Mask:
        return (1 << len(self.ids)) - 1

    def places_of(self, run_ids: Iterable[int]) -> Iterator[int]:
        """Of those that are to come."""
        for run_id in run_ids:
            rank = bisect_left(self.by_id, run_id, key=self.ids.__getitem__)
            if rank < len(self.by_id) and self.ids[self.by_id[rank]] == run_id:
                yield self.by_id[rank]

    def links_of(self, course_id: int) -> list[Link] | None:
        """What a course does; None where it has no run to come, or is not online."""
        rank = bisect_left(self.courses, course_id)
        if rank == len(self.courses) or self.courses[rank] != course_id:
            return None
        return [self.kinds[kind] for kind in self.links[self.firsts[rank] : self.firsts[rank + 1]]]

    def mask_of(self, places: Iterable[int]) -> Mask:
        return mask_at(places, len(self.ids))

    def open_at(self, at: datetime, mine: Mask) -> Mask:
        """What has not begun, and where one may still register, or is registered."""
        instant = at.timestamp()
        closed = self.mask_of(self.closing[: bisect_right(self.closings, instant)])
        begun = bisect_right(self.starts, instant)
        return (self.everything & ~closed | mine) >> begun << begun


def upcoming(word: str | None, at: datetime) -> Upcoming:
    """What is to come at an instant, and holds under this word of the catalogue (None: not kept)."""
    if word is None:
        return _read(at)
    known: Upcoming | None = _kept.known((word,))
    if known and not known.holds_from <= at < known.holds_from + LONGEST_KEPT:
        _kept.forget((word,))
    return _kept((word,), lambda: _read(at))


_kept = Kept(1)


def _read(at: datetime) -> Upcoming:
    """In three statements: the runs, where they are, what their courses do."""
    ids, courses_of, where = array("q"), array("q"), array("i")
    prices, hours, starts = array("i"), array("i"), array("d")
    closings: list[tuple[float, int]] = []
    ranks: dict[str | None, int] = {AT_A_DISTANCE: REMOTE, None: NOWHERE}
    regions: dict[str, array[int]] = defaultdict(lambda: array("i"))
    for rows in _core(_runs(at)).partitions():
        columns = zip(*rows, strict=True)
        for told, column in zip((ids, courses_of, prices, hours), columns, strict=False):
            told.extend(column)
        first = len(where)
        codes, names, begins, ends = columns
        where.extend([ranks.setdefault(code, len(ranks)) for code in codes])
        starts.extend(one.timestamp() for one in begins if one)
        for place, name in enumerate(names, first):
            if name is not None:
                regions[name].append(place)
        closings += [(one.timestamp(), place) for place, one in enumerate(ends, first) if one]
    size = len(ids)
    closings.sort()
    courses = array("q", sorted(set(courses_of)))
    firsts, links, kinds = _links(courses)
    leads, asks = _places_of(courses_of, courses, firsts, links, kinds)
    return Upcoming(
        ids=ids,
        prices=prices,
        hours=hours,
        where=where,
        points=_points(ranks, at),
        starts=starts,
        closings=array("d", (instant for instant, _ in closings)),
        closing=array("i", (place for _, place in closings)),
        by_id=array("i", sorted(range(size), key=ids.__getitem__)),
        remote=mask_at((place for place in range(size) if where[place] == REMOTE), size),
        regions={code: mask_at(places, size) for code, places in regions.items()},
        leads=leads,
        asks=asks,
        courses=courses,
        firsts=firsts,
        links=links,
        kinds=kinds,
        holds_from=at,
    )


def _core(query: Any) -> Any:
    """Rows and nothing more, some at a time: there are as many as runs, or as links."""
    return db.session.connection().execute(query, execution_options={"yield_per": AT_ONCE})


def _runs(at: datetime) -> Any:
    """An instant is said where it comes, or came, while the answer may be kept."""
    until = at + LONGEST_KEPT
    there = case((CourseRun.is_remote, AT_A_DISTANCE), else_=CourseRun.municipality_code)
    return (
        select(
            CourseRun.bookable_id,
            CourseRun.course_id,
            func.coalesce(CourseRun.price_cents, Course.price_cents, UNSAID),
            func.coalesce(Course.hours, UNSAID),
            there,
            CourseRun.region_code,
            case((CourseRun.starts_at <= until, CourseRun.starts_at)),
            case((Bookable.closes_at <= until, Bookable.closes_at)),
        )
        .join(Course, Course.id == CourseRun.course_id)
        .join(Bookable, Bookable.id == CourseRun.bookable_id)
        .where(
            CourseRun.starts_at > at, Course.state == ONLINE, Bookable.lifecycle.not_in(CALLED_OFF)
        )
        .order_by(CourseRun.starts_at, CourseRun.bookable_id)
    )


def _points(ranks: Mapping[str | None, int], at: datetime) -> tuple[array[float], ...]:
    """Of each rank, its point on the globe."""
    points = tuple(array("d", [nan]) * len(ranks) for _ in range(3))
    there = select(CourseRun.municipality_code).where(CourseRun.starts_at > at)
    query = select(Municipality.code, Municipality.latitude, Municipality.longitude).where(
        Municipality.code.in_(there),
        Municipality.latitude.is_not(None),
        Municipality.longitude.is_not(None),
    )
    for code, latitude, longitude in _core(query):
        if rank := ranks.get(code):
            for axis, value in zip(points, on_globe(Point(latitude, longitude)), strict=True):
                axis[rank] = value
    return points


_LINKS = (
    select(
        CompetencyLink.subject_id,
        CompetencyLink.competency_id,
        case((CompetencyLink.role == LinkRole.PRESUPPOSES, 1), else_=0),
        CompetencyLink.level_from,
        CompetencyLink.level_to,
    )
    .where(
        CompetencyLink.subject_type == "course",
        CompetencyLink.role.in_([LinkRole.TEACHES, LinkRole.PRESUPPOSES]),
    )
    .order_by(CompetencyLink.subject_id, CompetencyLink.id)
)


def _links(courses: Sequence[int]) -> tuple[Sequence[int], Sequence[int], Sequence[Link]]:
    """What these courses do, side by side: both lists are in the order of their ids."""
    firsts, links, kinds = array("i"), array("i"), dict[Any, int]()
    rank, size = 0, len(courses)
    for course_id, *told in _core(_LINKS):
        while rank < size and courses[rank] < course_id:
            rank += 1
        if rank < size and courses[rank] == course_id:
            while len(firsts) <= rank:
                firsts.append(len(links))
            links.append(kinds.setdefault(tuple(told), len(kinds)))
    while len(firsts) <= size:
        firsts.append(len(links))
    roles = (LinkRole.TEACHES, LinkRole.PRESUPPOSES)
    return firsts, links, [Link(item, roles[role], *span) for item, role, *span in kinds]


def _places_of(
    courses_of: Sequence[int],
    courses: Sequence[int],
    firsts: Sequence[int],
    links: Sequence[int],
    kinds: Sequence[Link],
) -> tuple[dict[int, dict[int, array[int]]], dict[int, dict[int, Mask]]]:
    """The places that lead to each level of each item, and those that ask for it."""
    octets = len(courses_of) // 8 + 1
    by_kind = [array("i") for _ in kinds]
    for place, course_id in enumerate(courses_of):
        rank = bisect_left(courses, course_id)
        for kind in links[firsts[rank] : firsts[rank + 1]]:
            by_kind[kind].append(place)
    leads: dict[int, dict[int, array[int]]] = defaultdict(dict)
    asks: dict[int, dict[int, bytearray]] = defaultdict(dict)
    for link, places in zip(kinds, by_kind, strict=True):
        if link.role is LinkRole.TEACHES:
            known = leads[link.competency_id].get(link.level_to, ())
            leads[link.competency_id][link.level_to] = array("i", sorted([*known, *places]))
        if link.asked:
            bits = asks[link.competency_id].setdefault(link.asked, bytearray(octets))
            for place in places:
                bits[place >> 3] |= 1 << (place & 7)
    return dict(leads), {
        item: {level: int.from_bytes(bits, "little") for level, bits in levels.items()}
        for item, levels in asks.items()
    }
