"""What stands between somebody and a demand, and the runs that close it: what the panel tells. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intranet.career.choosing import few_that_matter, nearest_first
from intranet.career.gains import Levels, after, lacking
from intranet.career.queries import Seat
from intranet.competencies.comparing import Comparison, Told
from intranet.competencies.matching import Line, Match, match
from intranet.competencies.queries import Catalogue, Item

SHOWN = 3  # runs shown for a gap
NUMBERS = ("", "cette session", "ces deux sessions", "ces trois sessions", "ces quatre sessions")


@dataclass(frozen=True)
class Choice:
    """A run that helps with one gap."""

    seat: Seat
    level: int  # what it leads to there
    reaches: bool  # the level wanted
    in_time: bool | None  # before the post begins; None where that day is not known
    lacks: tuple[tuple[Item, int], ...]  # what it presupposes, and one does not have


@dataclass(frozen=True)
class Closing:
    """One gap, and the first runs that close it."""

    told: Told
    is_blocking: bool
    choices: tuple[Choice, ...]
    total: int  # runs found, shown or not


@dataclass(frozen=True)
class Ahead:
    """My rows before a demand."""

    compared: Comparison
    closings: tuple[Closing, ...]  # what blocks first, then what would bring most
    path: tuple[Seat, ...]  # the few runs that matter, by date
    then: Match  # the comparison once they are followed

    @property
    def unsaid(self) -> list[Told]:
        """What nothing was said of, apart: it is to be answered before it is to be learnt."""
        told = {one.line: one for one in self.compared.required}
        return [told[line] for line in self.compared.match.unknown]

    @property
    def begins(self) -> bool:
        """Whether anything that is asked was answered."""
        return bool(self.compared.match.known_share)

    @property
    def headline(self) -> str:
        """« Au moins 63 % aujourd’hui, 94 % après ces deux sessions »."""
        today = _capital(f"{self.compared.match.short} aujourd’hui")
        if not self.path:
            return f"{today}."
        if all(seat.is_mine for seat in self.path):
            what = "votre inscription" if len(self.path) == 1 else "vos inscriptions"
        else:
            what = NUMBERS[min(len(self.path), len(NUMBERS) - 1)]
        return f"{today}, {self.then.short} après {what}."


def ahead(
    compared: Comparison,
    catalogue: Catalogue,
    levels: Levels,
    seats: Sequence[Seat],
    before: date | None = None,
) -> Ahead:
    """`levels` are those that the comparison read, transfers of equivalent items included."""
    found = compared.match
    path = few_that_matter(found.required, levels, seats, before)
    told = {one.line: one for one in compared.required}
    first = sorted(found.gaps, key=lambda line: line not in found.blocking)
    return Ahead(
        compared=compared,
        closings=tuple(
            _closing(told[line], line in found.blocking, catalogue, levels, seats, before)
            for line in first
        ),
        path=tuple(path),
        then=match(found.required, after(levels, *path)),
    )


def _closing(
    told: Told,
    is_blocking: bool,
    catalogue: Catalogue,
    levels: Levels,
    seats: Sequence[Seat],
    before: date | None,
) -> Closing:
    line: Line = told.line
    helping = nearest_first(seats, line.competency_id, line.level, levels, before)
    return Closing(
        told,
        is_blocking,
        tuple(_choice(seat, line, catalogue, levels, before) for seat in helping[:SHOWN]),
        len(helping),
    )


def _choice(
    seat: Seat, line: Line, catalogue: Catalogue, levels: Levels, before: date | None
) -> Choice:
    level = seat.raises[line.competency_id]
    lacks = tuple(
        (catalogue.items[item], least)
        for item, least in lacking(seat, levels).items()
        if item in catalogue.items
    )
    return Choice(seat, level, level >= line.level, seat.ends_before(before), lacks)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
