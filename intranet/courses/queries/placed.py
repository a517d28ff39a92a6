"""The courses online in their places, and which of them bear each value of a filter."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import inf
from typing import Any

from sqlalchemy import select

from intranet.courses.models import ONLINE, Course
from intranet.courses.queries.vacancies import AT_ONCE, Watched
from intranet.kit.db import db
from intranet.kit.masks import Mask

_TITLES = (
    select(Course.folded, Course.id)
    .where(Course.state == ONLINE)
    .execution_options(yield_per=AT_ONCE)
)


class Placed:
    """The courses in their places, and the numbers that their other orders are made of."""

    def __init__(self, ids: Sequence[int], titles: Sequence[int]) -> None:
        self.ids, self.titles = ids, titles  # by position: the course, and the rank of its title
        self.positions = {course_id: place for place, course_id in enumerate(ids)}
        self.marks = Marks(len(ids))
        self.published, self.prices, self.hours = (
            array("d", bytes(8 * len(ids))) for _ in range(3)
        )
        self.providers: dict[str, str] = {}

    @classmethod
    def by_next_run(cls, coming: Mapping[int, Watched], at: datetime) -> Placed:
        """By their next run, then by their title."""
        far = datetime.max.replace(tzinfo=at.tzinfo)
        titles = sorted((folded, course_id) for folded, course_id in db.session.execute(_TITLES))
        titled = array("q", (course_id for _, course_id in titles))
        ranks = sorted(
            range(len(titled)),
            key=lambda rank: (
                coming[titled[rank]].starts_at if titled[rank] in coming else far,
                rank,
            ),
        )
        return cls(array("q", (titled[rank] for rank in ranks)), array("i", ranks))

    def note(self, place: int, course: Any, price: int | None) -> None:
        """What a course says; `price` is the least of its runs to come."""
        self.published[place] = course.published_at.timestamp()
        self.prices[place] = inf if price is None else price
        self.hours[place] = inf if course.hours is None else course.hours
        self.providers.setdefault(course.slug, course.provider)

    def least_first(self, numbers: Sequence[float]) -> Callable[[int], tuple[float, int]]:
        """The least first, those unsaid last; then by title."""
        return lambda place: (numbers[place], self.titles[place])

    def ranked(self, key: Callable[[int], Any]) -> Sequence[int]:
        """The rank of each position in another order."""
        ranks = array("i", bytes(4 * len(self.ids)))
        for rank, place in enumerate(sorted(range(len(self.ids)), key=key)):
            ranks[place] = rank
        return ranks


class Marks:
    """Bits being set, value by value."""

    def __init__(self, size: int) -> None:
        self.octets = size // 8 + 1
        self.found: dict[Any, dict[Any, bytearray]] = defaultdict(dict)

    def add(self, name: Any, value: Any, place: int) -> None:
        bits = self.found[name].get(value)
        if bits is None:
            bits = self.found[name][value] = bytearray(self.octets)
        bits[place >> 3] |= 1 << (place & 7)

    def masks(self) -> dict[Any, dict[Any, Mask]]:
        return {
            name: {value: int.from_bytes(bits, "little") for value, bits in values.items()}
            for name, values in self.found.items()
        }
