"""How far a person’s levels answer what is asked: pure rules, exact fractions, no score invented.

Only what is required weighs. What nobody has said of themselves yet makes an interval, never a
zero; what one knows beyond the demand never pays for what is missing; what is only desired is
told apart, and lowers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from intranet.competencies.models import HIGHEST, Need
from intranet.kit.texts import NO_BREAK, plural

NOTHING_ASKED = "–"


class Wanted(Protocol):
    """A level asked for: a row of a requirement set, or `actions.Asked`."""

    @property
    def competency_id(self) -> int: ...
    @property
    def level(self) -> int: ...
    @property
    def weight(self) -> int: ...
    @property
    def need(self) -> Need: ...
    @property
    def is_mandatory(self) -> bool: ...


class WrongRequirement(ValueError):
    """A level off the scale, a weight that weighs nothing, or an item asked for twice."""


class Status(StrEnum):
    """Where a comparison stands; the first that applies, in this order."""

    BLOCKED = "blocked"
    TO_CONFIRM = "to_confirm"
    GAP = "gap"
    MATCH = "match"
    NOTHING_ASKED = "nothing_asked"


@dataclass(frozen=True)
class Line:
    """One item asked for, beside what the person said of it."""

    competency_id: int
    level: int
    weight: int
    need: Need
    is_mandatory: bool
    is_known: bool
    mine: int | None  # None: not said, or said « sans objet » (then it is known)

    @property
    def is_not_applicable(self) -> bool:
        return self.is_known and self.mine is None

    @property
    def on_a_chip(self) -> int | str | None:
        """As `levels.on_a_chip`: « sans objet » counts 0, and is told as it was said."""
        return "na" if self.is_not_applicable else self.mine

    @property
    def gap(self) -> int | None:
        """How many levels are missing; None where nothing was said."""
        return max(0, self.level - (self.mine or 0)) if self.is_known else None

    @property
    def coverage(self) -> Fraction | None:
        """The part of the demand that is reached, between 0 and 1; None where nothing was said."""
        return Fraction(min(self.mine or 0, self.level), self.level) if self.is_known else None

    @property
    def priority(self) -> Fraction:
        """What closing this gap would bring to the score."""
        return Fraction(self.weight * (self.gap or 0), self.level)


@dataclass(frozen=True)
class Match:
    """A comparison. `lowest` and `highest` bound the score: unknown answers count 0, then full."""

    required: tuple[Line, ...]
    desired: tuple[Line, ...]

    @property
    def weight(self) -> int:
        return sum(line.weight for line in self.required)

    @property
    def lowest(self) -> Fraction | None:
        return self._score(Fraction(0))

    @property
    def highest(self) -> Fraction | None:
        return self._score(Fraction(1))

    @property
    def over_known(self) -> Fraction | None:
        """The score over what was said alone; never ranked by, it flatters who says little."""
        known = Match(tuple(line for line in self.required if line.is_known), ())
        return known.lowest

    @property
    def known_share(self) -> Fraction | None:
        """How much of the demand, by weight, was answered."""
        if not self.weight:
            return None
        return Fraction(sum(line.weight for line in self.required if line.is_known), self.weight)

    @property
    def blocking(self) -> tuple[Line, ...]:
        """Mandatory, known, and not reached."""
        return tuple(line for line in self.required if line.is_mandatory and line.gap)

    @property
    def to_confirm(self) -> tuple[Line, ...]:
        """Mandatory, and nothing said yet."""
        return tuple(line for line in self.required if line.is_mandatory and not line.is_known)

    @property
    def unknown(self) -> tuple[Line, ...]:
        """What nothing was said of: the mandatory first, then the heaviest."""
        unsaid = [line for line in self.required if not line.is_known]
        return tuple(sorted(unsaid, key=lambda line: (not line.is_mandatory, -line.weight)))

    @property
    def gaps(self) -> tuple[Line, ...]:
        """What is missing, first what would bring most; then in the order of the demand."""
        missing = [line for line in self.required if line.gap]
        return tuple(sorted(missing, key=lambda line: -line.priority))

    @property
    def desired_met(self) -> int:
        """How many of the desired ones are reached: told beside the score, never in it."""
        return sum(line.gap == 0 for line in self.desired)

    @property
    def in_order(self) -> tuple[Line, ...]:
        """Every required line: by priority, the unanswered last."""
        return tuple(sorted(self.required, key=lambda line: (not line.is_known, -line.priority)))

    @property
    def status(self) -> Status:
        if not self.required:
            return Status.NOTHING_ASKED
        if self.blocking:
            return Status.BLOCKED
        if self.to_confirm:
            return Status.TO_CONFIRM
        return Status.MATCH if self.lowest == 1 else Status.GAP

    @property
    def words(self) -> str:
        """« au moins 63 % (jusqu’à 75 % si vous complétez 1 réponse) », or « – »."""
        if self.lowest is None or self.highest is None:
            return NOTHING_ASKED
        if not self.unknown:
            return in_percent(self.lowest)
        answers = plural(len(self.unknown), "réponse")
        return (
            f"au moins {in_percent(self.lowest)} "
            f"(jusqu’à {in_percent(self.highest)} si vous complétez {answers})"
        )

    @property
    def short(self) -> str:
        """« au moins 63 % », where there is no room to say how much more it may be."""
        if self.lowest is None:
            return NOTHING_ASKED
        return f"au moins {in_percent(self.lowest)}" if self.unknown else in_percent(self.lowest)

    def ranked(self, stable_id: int) -> tuple[bool, Fraction, Fraction, int]:
        """What several demands (or people) are sorted by: not blocked first, then the sure score,
        then how much was answered, then an id that never changes.

        What is only known in part never climbs by it: `over_known` has no say. Where nothing is
        asked there is no score, and it comes after those that have one.
        """
        lowest, share = self.lowest, self.known_share
        return (
            self.status is Status.BLOCKED,
            Fraction(1) if lowest is None else -lowest,
            Fraction(0) if share is None else -share,
            stable_id,
        )

    def _score(self, of_unknown: Fraction) -> Fraction | None:
        if not self.weight:
            return None
        reached = sum(
            (
                line.weight * (of_unknown if line.coverage is None else line.coverage)
                for line in self.required
            ),
            Fraction(0),
        )
        return reached / self.weight


def match(required: Iterable[Wanted], levels: Mapping[int, int | None]) -> Match:
    """Compare what is asked with what a person said: a level, None for « sans objet », or nothing.

    Raises WrongRequirement where the demand itself makes no sense.
    """
    lines = [_line(wanted, levels) for wanted in required]
    if len({line.competency_id for line in lines}) < len(lines):
        raise WrongRequirement("an item is asked for twice")
    return Match(
        tuple(line for line in lines if line.need is Need.REQUIRED),
        tuple(line for line in lines if line.need is Need.DESIRED),
    )


def _line(wanted: Wanted, levels: Mapping[int, int | None]) -> Line:
    if not 1 <= wanted.level <= HIGHEST or wanted.weight <= 0:
        raise WrongRequirement(f"level {wanted.level}, weight {wanted.weight}")
    return Line(
        competency_id=wanted.competency_id,
        level=wanted.level,
        weight=wanted.weight,
        need=wanted.need,
        is_mandatory=wanted.is_mandatory,
        is_known=wanted.competency_id in levels,
        mine=levels.get(wanted.competency_id),
    )


def percent(part: Fraction) -> int:
    """A share as a whole number of percents, halves rounded up: 62,5 is 63."""
    return (200 * part.numerator + part.denominator) // (2 * part.denominator)


def in_percent(part: Fraction) -> str:
    return f"{percent(part)}{NO_BREAK}%"
