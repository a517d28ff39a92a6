"""The runs that a search asks for: one and the same must be there, then, with a seat to give.

Asked of the course, each filter would be answered by another of its runs: « in Bretagne, in December »
would show one in Bretagne, in January. A course without a run to come answers by its own price.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from intranet.courses.queries.bands import CODES, RANKS
from intranet.courses.queries.placed import Marks
from intranet.courses.queries.shelf import Shelf
from intranet.courses.queries.vacancies import STANDINGS
from intranet.kit.masks import Mask, any_of, mask_at, positions_in

PRICE = "prix"  # each run may have its own
OF_RUNS = ("region", "outremer", "mois", "places", PRICE)
STATE = "etat"  # of the best of those that answer


@dataclass(frozen=True)
class Running:
    """What is asked of runs, and which courses have one that answers all of it."""

    shelf: Shelf
    asked: Mapping[str, Sequence[str]]  # the values of each filter in force
    states: Collection[str]

    @property
    def is_asked(self) -> bool:
        return bool(self.asked or self.states)

    def courses(self, but: str | None = None) -> Mask:
        """Those that answer, one of the filters left aside."""
        states = () if but == STATE else self.states
        names = [name for name in self.asked if name != but]
        if not names:
            return self.shelf.mask_of(STATE, states) if states else self.shelf.everything
        if len(names) == 1 and not states:
            return self.shelf.mask_of(names[0], self.asked[names[0]])
        return self._of(self._runs(but), states, self._without_run(self.asked.get(PRICE, ()), but))

    def of_each(self, name: str) -> Mapping[str, Mask]:
        """The courses that each value of a filter would give, the other filters being asked too."""
        states = () if name == STATE else self.states
        if not states and not self.asked.keys() - {name}:
            return self.shelf.values.get(name, {})
        runs = self._runs(name)
        if name != STATE:
            known = self.shelf.runs_by(name)
            own = self.shelf.values[PRICE] if name == PRICE else {}
            return {
                value: self._of(
                    runs & known.get(value, 0),
                    states,
                    self._without_run([value], name) if value in own else 0,
                )
                for value in known.keys() | own.keys()
            }
        marks = Marks(len(self.shelf.ids))
        idle = self._without_run(self.asked.get(PRICE, ()), name)
        for place, rank in self._best(runs, idle).items():
            marks.add(STATE, CODES[STANDINGS[rank]], place)
        return marks.masks().get(STATE, {})

    @cached_property
    def answering(self) -> frozenset[int]:
        """The runs that answer, by the id of what is booked."""
        seats, wanted = self.shelf.vacancies, self._ranks(self.states)
        numbers = positions_in(self._runs())
        return frozenset(
            seats.runs[number] for number in numbers if not wanted or seats.ranks[number] in wanted
        )

    def next_by_place(self) -> Mapping[int, float]:
        """When the next run that answers begins, by the place of its course."""
        seats = self.shelf.vacancies
        begins: dict[int, float] = {}
        for number in positions_in(self._runs()):
            place = seats.places[number]
            begins[place] = min(seats.begins[number], begins.get(place, seats.begins[number]))
        return begins

    def _runs(self, but: str | None = None) -> Mask:
        found = (1 << len(self.shelf.vacancies.runs)) - 1
        for name, values in self.asked.items():
            if name != but:
                found &= any_of(self.shelf.runs_by(name), values)
        return found

    def _without_run(self, prices: Collection[str], but: str | None) -> Mask:
        """The courses that say such a price and have no run to come, where only prices are asked."""
        if self.asked.keys() - {PRICE, but}:
            return 0
        return self.shelf.mask_of(PRICE, prices) & self.shelf.vacancies.without_run

    def _of(self, runs: Mask, states: Collection[str], idle: Mask = 0) -> Mask:
        wanted = self._ranks(states)
        if wanted:
            best = self._best(runs, idle).items()
            return mask_at((place for place, rank in best if rank in wanted), len(self.shelf.ids))
        answering = (self.shelf.vacancies.places[number] for number in positions_in(runs))
        return mask_at(answering, len(self.shelf.ids)) | idle

    def _best(self, runs: Mask, idle: Mask) -> Mapping[int, int]:
        """The rank of the best of these runs, by the place of its course."""
        seats = self.shelf.vacancies
        best = {place: seats.idle[place] for place in positions_in(idle)}
        for number in positions_in(runs):
            place, rank = seats.places[number], seats.ranks[number]
            best[place] = min(rank, best.get(place, rank))
        return best

    @staticmethod
    def _ranks(states: Collection[str]) -> Collection[int]:
        return {RANKS[standing] for standing, code in CODES.items() if code in states}
