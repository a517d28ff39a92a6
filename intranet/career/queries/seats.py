"""A run to come as whoever wants to close a gap reads it: what it gives, what it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from intranet.bookings.models import Approval
from intranet.bookings.queries import SeatsHere
from intranet.career.gains import BUILDS_ON
from intranet.competencies.models import LinkRole
from intranet.competencies.queries import links_of
from intranet.courses.models import Course, CourseRun

NEAR = 50  # km: one comes home in the evening
FAR = 200


@dataclass(frozen=True)
class Wishes:
    """Where one would go: some regions (none: anywhere), and whether at a distance would do."""

    regions: Collection[str] = ()
    remote: bool = True

    def suits(self, run: CourseRun) -> bool:
        """Its twin is `Ranked.wished`, of all at once; tested equal."""
        if run.is_remote:
            return self.remote
        return not self.regions or run.region_code in self.regions


ANYWHERE = Wishes()


@dataclass(frozen=True)
class Effects:
    """What a course does, whatever its runs: enough for `gains`."""

    id: int
    raises: Mapping[int, int]
    needs: Mapping[int, int]


@dataclass(frozen=True)
class Seat:
    """A run to come: what its course raises, what it presupposes, and what taking a seat is like."""

    run: CourseRun
    raises: Mapping[int, int]  # by item, the level it leads to
    begins: Mapping[int, int]  # by item, the level it starts from
    needs: Mapping[int, int]  # by item, the level to have before
    here: SeatsHere
    km: float | None  # as the crow flies from the reader's place; None where either is not known

    @property
    def id(self) -> int:
        return self.run.bookable_id

    @property
    def course(self) -> Course:
        return self.run.course

    @property
    def price_cents(self) -> int | None:
        """Of this run, else of its course; None where nothing is said."""
        own = self.run.price_cents
        return self.course.price_cents if own is None else own

    @property
    def between(self) -> tuple[date, date]:
        """Its first and its last day: what is to come has both."""
        assert self.run.starts_on
        assert self.run.ends_on
        return self.run.starts_on, self.run.ends_on

    @property
    def days(self) -> int:
        """From the first to the last, both counted."""
        first, last = self.between
        return (last - first).days + 1

    @property
    def is_mine(self) -> bool:
        return self.here.mine is not None

    @property
    def is_simple(self) -> bool:
        """Whether there is nothing to choose or to name: a seat is asked for by one button."""
        bookable = self.run.bookable
        return bookable.remote_capacity is None and bookable.approval is not Approval.MANAGER

    def ends_before(self, on: date | None) -> bool | None:
        """Whether it is over when something begins; None where that day is not known."""
        return None if on is None else self.between[1] < on

    @property
    def nearness(self) -> int:
        """Bands rather than kilometres: what is near goes first, then what is soon."""
        if self.run.is_remote:
            return 0
        if self.km is None:
            return 2
        return 0 if self.km <= NEAR else 1 if self.km <= FAR else 2


def effects_of(course_ids: Collection[int]) -> dict[int, tuple[dict[int, int], dict[int, int]]]:
    """What several courses raise, and what they presuppose, by course; in one statement."""
    links = links_of("course", course_ids, LinkRole.TEACHES, LinkRole.PRESUPPOSES)
    found = {}
    for course_id, known in links.items():
        raises, _, needs = effects(known)
        found[course_id] = (raises, needs)
    return found


class Doing(Protocol):
    """What a course does for an item, stored or held."""

    @property
    def competency_id(self) -> int: ...
    @property
    def role(self) -> LinkRole: ...
    @property
    def level_from(self) -> int | None: ...
    @property
    def level_to(self) -> int: ...


def effects(
    links: Iterable[Doing],
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    raises: dict[int, int] = {}
    begins: dict[int, int] = {}
    needs: dict[int, int] = {}
    for link in links:
        if link.role is LinkRole.PRESUPPOSES:
            needs[link.competency_id] = max(needs.get(link.competency_id, 0), link.level_to)
            continue
        raises[link.competency_id] = link.level_to
        begins[link.competency_id] = start = link.level_from or 0
        if start >= BUILDS_ON:
            needs[link.competency_id] = max(needs.get(link.competency_id, 0), start)
    return raises, begins, needs
