"""Which few of the runs to come are worth reading for a gap: the first of each order, level by level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import isnan

from intranet.career.gains import Levels
from intranet.career.queries.seats import Wishes
from intranet.career.queries.upcoming import REMOTE, Upcoming
from intranet.kit.masks import Mask
from intranet.places.queries import Point, on_globe

ORDERS = ("soonest", "nearest", "cheapest", "shortest")
FARTHEST = float("inf")  # after all whose place is known
SET = "1"


@dataclass(frozen=True)
class Ranked:
    """The runs to come, as one person would sort them; `mine` are those where they are registered."""

    known: Upcoming
    levels: Levels
    mine: Mask
    origin: Point | None
    wishes: Wishes
    orders: Collection[str]
    at: datetime

    def best(self, gaps: Mapping[int, int], for_each: int) -> set[int]:
        """For each gap, each level reached, within reach or not: so many of each order, and all of mine.

        One of each order where nobody wishes to go. `gaps`: by item, the level wanted.
        """
        found: set[int] = set()
        for item, wanted in gaps.items():
            for places in self._leading(item, wanted).values():
                for bits, is_wished in self._parts:
                    part = [place for place in places if bits[place] == SET]
                    most = for_each if is_wished else 1
                    found.update(*(some[:most] for some in self._sorted(part)))
                found.update(place for place in places if self._is_mine[place] == SET)
        return found

    def _leading(self, item: int, wanted: int) -> Mapping[int, Sequence[int]]:
        """By level reached, no higher than what is wanted: what leads above what one has, by date."""
        found: dict[int, list[int]] = defaultdict(list)
        mine = self.levels.get(item) or 0
        for level, places in self.known.leads.get(item, {}).items():
            if level > mine:
                found[min(level, wanted)].extend(places)
        return {reach: sorted(places) for reach, places in found.items()}

    @cached_property
    def _parts(self) -> Sequence[tuple[str, bool]]:
        """What is open: within reach and beyond it; where one wishes to go, then elsewhere."""
        is_open = self.known.open_at(self.at, self.mine)
        beyond, wished = self._beyond(), self.wished()
        parts = [(is_open & ~beyond & wished, True), (is_open & beyond & wished, True)]
        if elsewhere := is_open & ~wished:
            parts += [(elsewhere & ~beyond, False), (elsewhere & beyond, False)]
        return [(self._bits(mask), is_wished) for mask, is_wished in parts if mask]

    @cached_property
    def _is_mine(self) -> str:
        return self._bits(self.known.open_at(self.at, self.mine) & self.mine)

    def _bits(self, mask: Mask) -> str:
        """« 0 » or « 1 » for each place, in order: a text is indexed faster than a number is shifted."""
        return f"{mask:0{len(self.known.ids)}b}"[::-1]

    def _beyond(self) -> Mask:
        """What presupposes, or builds on, what one does not have."""
        mask = 0
        for item, asking in self.known.asks.items():
            mine = self.levels.get(item) or 0
            for level, bearing in asking.items():
                mask |= bearing if mine < level else 0
        return mask

    def wished(self) -> Mask:
        """Where one would go: the twin of `Wishes.suits`."""
        known, wishes = self.known, self.wishes
        there = 0 if wishes.regions else known.everything & ~known.remote
        for code in wishes.regions:
            there |= known.regions.get(code, 0) & ~known.remote
        return there | known.remote if wishes.remote else there

    @cached_property
    def _away(self) -> Sequence[float]:
        """For each place, a figure that grows with its distance: none for what is held at a distance."""
        assert self.origin
        here = on_globe(self.origin)
        far = [
            (x - here[0]) ** 2 + (y - here[1]) ** 2 + (z - here[2]) ** 2
            for x, y, z in zip(*self.known.points, strict=True)
        ]
        far = [FARTHEST if isnan(one) else one for one in far]
        far[REMOTE] = 0.0
        return [far[where] for where in self.known.where]

    def _sorted(self, places: Sequence[int]) -> Iterator[Sequence[int]]:
        """In each order; those alike in it by date, as they come."""
        yield places
        if self.origin and "nearest" in self.orders:
            yield sorted(places, key=self._away.__getitem__)
        if "cheapest" in self.orders:
            yield sorted(places, key=self.known.prices.__getitem__)
        if "shortest" in self.orders:
            yield sorted(places, key=self.known.hours.__getitem__)
