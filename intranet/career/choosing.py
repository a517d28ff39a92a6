"""Which runs to show first for one gap, and the few that matter: pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from intranet.bookings.models import VACANT
from intranet.career.gains import Levels, gain, is_within_reach
from intranet.career.planning import CourseOption, Limits, chosen
from intranet.career.queries import Seat
from intranet.competencies.matching import Wanted

MOST = 4  # runs of a path that is told in a sentence, those where one is registered included
HALF_A_POINT = Fraction(1, 200)  # of the score: what changes no percentage that people read


def bringing(seats: Iterable[Seat], item: int, levels: Levels) -> list[Seat]:
    """Those that raise an item above what one has."""
    mine = levels.get(item) or 0
    return [seat for seat in seats if seat.raises.get(item, 0) > mine]


def nearest_first(
    seats: Iterable[Seat], item: int, wanted: int, levels: Levels, before: date | None = None
) -> list[Seat]:
    """For one gap, those that help, the best to take first.

    Mine; then what is within reach, leads to the level wanted, ends in time, has a seat to give. Of
    those alike in all this, what is near goes first, then what is soon.
    """

    def order(seat: Seat) -> tuple[Any, ...]:
        return (
            not seat.is_mine,
            not is_within_reach(seat, levels),
            seat.raises[item] < wanted,
            seat.ends_before(before) is False,
            seat.here.standing not in VACANT,
            seat.nearness,
            seat.run.starts_at,
            seat.id,
        )

    return sorted(bringing(seats, item, levels), key=order)


def few_that_matter(
    asked: Sequence[Wanted], levels: Levels, seats: Iterable[Seat], before: date | None = None
) -> list[Seat]:
    """The fewest runs found that raise a score most, by date: where I am registered, then others.

    Those that end in time are looked at first; the others only where none of them helps. Of those
    that raise it alike, what is near goes first, then what is soon.
    """
    useful = [seat for seat in seats if gain(asked, levels, seat)]
    mine = [seat for seat in useful if seat.is_mine]
    others = sorted(
        (seat for seat in useful if not seat.is_mine and seat.here.standing in VACANT),
        key=lambda seat: (seat.nearness, seat.run.starts_at, seat.id),
    )
    in_time = [seat for seat in others if seat.ends_before(before) is not False]
    found = _chosen(asked, levels, [*mine, *in_time])
    if len(found) == len(mine) and len(in_time) < len(others):
        found = _chosen(asked, levels, [*mine, *others])
    return sorted(found, key=lambda seat: (seat.run.starts_at, seat.id))


def _chosen(asked: Sequence[Wanted], levels: Levels, seats: Sequence[Seat]) -> list[Seat]:
    """What a plan would take of them, were all runs alike in what they cost: so the fewest."""
    weight = sum(one.weight for one in asked)
    limits = Limits(budget=Fraction(MOST), least=weight * HALF_A_POINT)
    offered = {seat.id: seat for seat in seats}
    choices = [_choice(seat, turn) for turn, seat in enumerate(seats)]
    return [offered[one.id] for one in chosen(asked, levels, choices, limits)]


def _choice(seat: Seat, turn: int) -> CourseOption:
    first, last = (datetime.combine(day, time(), UTC) for day in seat.between)
    return CourseOption(
        course_id=seat.run.course_id,
        run_id=seat.id,
        cost=Fraction(1),
        raises=seat.raises,
        needs=seat.needs,
        times=((first, last + timedelta(days=1)),),
        is_fixed=seat.is_mine,
        turn=turn,
    )
