"""Where registration stands: computed from the clock and the seats, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intranet.bookings.models.bookables import Bookable, WaitlistMode
from intranet.bookings.models.registrations import SeatKind

FEW = 3  # seats left, from which one says so


class Standing(StrEnum):
    """What somebody who wants a seat finds at an instant."""

    LAST_SEATS = "last_seats"
    OPEN = "open"
    WAITING_LIST = "waiting_list"
    SOON = "soon"
    FULL = "full"
    CLOSED = "closed"
    UNDERWAY = "underway"
    UNDATED = "undated"
    PAST = "past"
    CALLED_OFF = "called_off"


STANDING_LABELS = {
    Standing.LAST_SEATS: "Dernières places",
    Standing.OPEN: "Inscriptions ouvertes",
    Standing.WAITING_LIST: "Complet, liste d’attente",
    Standing.SOON: "Ouvre bientôt",
    Standing.FULL: "Complet",
    Standing.CLOSED: "Inscriptions closes",
    Standing.UNDERWAY: "En cours",
    Standing.UNDATED: "À programmer",
    Standing.PAST: "Passée",
    Standing.CALLED_OFF: "Annulée ou reportée",
}
# Whoever asks now gets a seat.
VACANT = frozenset({Standing.OPEN, Standing.LAST_SEATS})
# Whoever asks now gets a seat, a place in the line, or an answer to wait for.
ADMITS = frozenset({Standing.OPEN, Standing.LAST_SEATS, Standing.WAITING_LIST})


@dataclass(frozen=True)
class Line:
    """What is taken of one kind of seat."""

    capacity: int | None  # None: as many as come
    seated: int = 0
    pending: int = 0
    waiting: int = 0
    holds_pending: bool = False

    @property
    def free(self) -> int | None:
        """Seats to give; negative where more sit than there are; None where they are not counted."""
        if self.capacity is None:
            return None
        return self.capacity - self.seated - (self.pending if self.holds_pending else 0)

    @property
    def over(self) -> int:
        """How many sit beyond the seats there are, since somebody lowered them: nobody is put out."""
        return max(0, self.seated - self.capacity) if self.capacity is not None else 0

    def has(self, seats: int) -> bool:
        """Whether so many seats may be had at once, by somebody who passes before nobody."""
        return not self.waiting and (self.free is None or self.free >= seats)


@dataclass(frozen=True)
class Occupancy:
    """What is taken of a bookable: the room, and at a distance where seats are counted apart."""

    room: Line
    remote: Line | None = None

    def line(self, kind: SeatKind) -> Line:
        return self.remote if self.remote and kind is SeatKind.REMOTE else self.room

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.room, self.remote) if self.remote else (self.room,)

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines)

    @property
    def pending(self) -> int:
        return sum(line.pending for line in self.lines)

    @property
    def seated(self) -> int:
        return sum(line.seated for line in self.lines)

    @property
    def over(self) -> int:
        return sum(line.over for line in self.lines)

    @property
    def free(self) -> int | None:
        """Seats that whoever asks now may have; None where they are not counted."""
        free = [0 if line.waiting else line.free for line in self.lines]
        return None if None in free else sum(max(0, each or 0) for each in free)


def standing(
    bookable: Bookable,
    taken: Occupancy,
    at: datetime,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> Standing:
    """Where registration stands at an instant: what is over first, then the window, then the seats."""
    if bookable.is_called_off:
        return Standing.CALLED_OFF
    if starts_at is None or ends_at is None:
        return Standing.UNDATED
    if at >= starts_at:
        return Standing.UNDERWAY if at < ends_at else Standing.PAST
    return _window(bookable, at) or _seats(bookable, taken)


def _window(bookable: Bookable, at: datetime) -> Standing | None:
    if bookable.closes_at and at >= bookable.closes_at:
        return Standing.CLOSED
    return Standing.SOON if bookable.opens_at and at < bookable.opens_at else None


def _seats(bookable: Bookable, taken: Occupancy) -> Standing:
    if taken.free is None or taken.free > FEW:
        return Standing.OPEN
    if taken.free > 0:
        return Standing.LAST_SEATS
    full = bookable.waitlist_max is not None and taken.waiting >= bookable.waitlist_max
    return Standing.FULL if full else Standing.WAITING_LIST


def promotes(bookable: Bookable, at: datetime, starts_at: datetime | None) -> bool:
    """Whether a seat that is free now goes by itself to those who wait."""
    until = bookable.promotes_until or starts_at
    in_time = until is not None and at < until
    by_itself = bookable.waitlist_mode is not WaitlistMode.MANUAL
    return by_itself and in_time and not bookable.is_called_off
