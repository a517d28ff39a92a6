"""Which of several runs to show first for one gap, and which may be followed together: pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from intranet.bookings.models import VACANT
from intranet.career.gains import Levels, is_within_reach
from intranet.career.queries import Seat


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
