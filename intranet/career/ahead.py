"""What stands between somebody and a demand, and the runs that close it: what the panel tells. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intranet.career.choosing import few_that_matter, nearest_first
from intranet.career.gains import Levels, after, lacking
from intranet.career.queries import Seat
from intranet.competencies.comparing import Comparison, Told
from intranet.competencies.matching import Line, Match, match
from intranet.competencies.queries import Catalogue, Item

SHOWN = 3  # runs shown for a gap
ADVISED = 2  # beside a refusal
NUMBERS = ("", "cette session", "ces deux sessions", "ces trois sessions", "ces quatre sessions")


@dataclass(frozen=True)
class HelpingRun:
    """A run that helps with one gap."""

    seat: Seat
    level: int  # what it leads to there
    in_time: bool | None  # before the post begins; None where that day is not known
    lacks: tuple[tuple[Item, int], ...]  # what it presupposes, and one does not have


@dataclass(frozen=True)
class Closing:
    """One gap, and the first runs that close it."""

    told: Told
    is_blocking: bool
    choices: tuple[HelpingRun, ...]
    above: tuple[Seat, ...]  # those that help here too, and that another gap shows already


@dataclass(frozen=True)
class Ahead:
    """My rows before a demand."""

    compared: Comparison
    closings: tuple[Closing, ...]  # what blocks first, then what would bring most
    path: tuple[Seat, ...]  # the few runs that matter, by date
    then: Match  # the comparison once they are followed
    items: Mapping[int, Item]

    @property
    def unsaid(self) -> list[Told]:
        """What nothing was said of, apart: it is to be answered before it is to be learnt."""
        told = {one.line: one for one in self.compared.required}
        return [told[line] for line in self.compared.match.unknown]

    def raised_by(self, seat: Seat) -> list[tuple[Item, int]]:
        """Of what is asked, what a run of the path raises, and to which level."""
        return [
            (self.items[line.competency_id], seat.raises[line.competency_id])
            for line in self.compared.match.in_order
            if seat.raises.get(line.competency_id, 0) > (line.mine or 0) and line.gap != 0
        ]

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
    closings: list[Closing] = []
    shown: set[int] = set()
    for line in first:
        helping = nearest_first(seats, line.competency_id, line.level, levels, before)[:SHOWN]
        new = [seat for seat in helping if seat.id not in shown]
        shown.update(seat.id for seat in new)
        closings.append(
            Closing(
                told[line],
                line in found.blocking,
                tuple(_choice(seat, line, catalogue, levels, before) for seat in new),
                tuple(seat for seat in helping if seat not in new),
            )
        )
    return Ahead(
        compared=compared,
        closings=tuple(closings),
        path=tuple(path),
        then=match(found.required, after(levels, *path)),
        items=catalogue.items,
    )


def _choice(
    seat: Seat, line: Line, catalogue: Catalogue, levels: Levels, before: date | None
) -> HelpingRun:
    level = seat.raises[line.competency_id]
    lacks = tuple(
        (catalogue.items[item], least)
        for item, least in lacking(seat, levels).items()
        if item in catalogue.items
    )
    return HelpingRun(seat, level, seat.ends_before(before), lacks)


def reaching(seats: Sequence[Seat], item: int, level: int, levels: Levels) -> list[HelpingRun]:
    """For one level to reach, whatever it is for: the first runs that lead all the way."""
    helping = [
        seat for seat in nearest_first(seats, item, level, levels) if seat.raises[item] >= level
    ]
    return [
        HelpingRun(seat, seat.raises[item], in_time=None, lacks=()) for seat in helping[:ADVISED]
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
