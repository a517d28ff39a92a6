"""Which runs to show first for one gap, which may be followed together, and the few that matter: pure rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from intranet.bookings.models import VACANT
from intranet.career.gains import Levels, after, best_path, gain, is_within_reach
from intranet.career.queries import Seat
from intranet.competencies.matching import Wanted

MOST = 4  # runs of a path that is told in a sentence
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


def apart(chosen: Sequence[Seat], seat: Seat) -> bool:
    """Whether one can be at a run beside those chosen: another course, on other days."""
    return all(seat.run.course_id != one.run.course_id and not seat.meets(one) for one in chosen)


def in_turn(levels: Levels, before: Sequence[Seat] = ()) -> Callable[[Sequence[Seat], Seat], bool]:
    """What may be followed with what was chosen (after `before`): on other days, and in its turn.

    What a run presupposes must be had when it begins: a run that gives it has to be over by then.
    """

    def together(chosen: Sequence[Seat], seat: Seat) -> bool:
        others = [*before, *chosen]
        over = [one for one in others if one.between[1] < seat.between[0]]
        return apart(others, seat) and is_within_reach(seat, after(levels, *over))

    return together


def few_that_matter(
    asked: Sequence[Wanted], levels: Levels, seats: Iterable[Seat], before: date | None = None
) -> list[Seat]:
    """The fewest runs found that raise a score most, by date: where I am registered, then others.

    Those that end in time are looked at first; the others only where none of them helps.
    """
    useful = [seat for seat in seats if gain(asked, levels, seat)]
    mine = [seat for seat in useful if seat.is_mine]
    others = sorted(
        (seat for seat in useful if not seat.is_mine and seat.here.standing in VACANT),
        key=lambda seat: (seat.nearness, seat.run.starts_at, seat.id),
    )
    in_time = [seat for seat in others if seat.ends_before(before) is not False]
    reached, together = after(levels, *mine), in_turn(levels, mine)
    most = max(0, MOST - len(mine))
    chosen = best_path(asked, reached, in_time, together=together, most=most)
    if not chosen and len(in_time) < len(others):
        chosen = best_path(asked, reached, others, together=together, most=most)
    return _without_idle(asked, levels, mine, chosen)


def _without_idle(
    asked: Sequence[Wanted], levels: Levels, mine: list[Seat], chosen: list[Seat]
) -> list[Seat]:
    """Without those that the others make useless, or that change no percentage."""
    least = sum(one.weight for one in asked) * HALF_A_POINT
    for seat in list(chosen):
        rest = [one for one in chosen if one is not seat]
        reached = after(levels, *mine, *rest)
        follows = all(
            in_turn(levels, mine)([two for two in rest if two is not one], one) for one in rest
        )
        if follows and gain(asked, reached, seat) < least:
            chosen = rest
    return sorted([*mine, *chosen], key=lambda seat: (seat.run.starts_at, seat.id))
