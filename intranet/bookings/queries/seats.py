"""What a page says of the seats of several meetings, and what its reader may ask there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from intranet.bookings.models import (
    ADMITS,
    STANDING_LABELS,
    Bookable,
    Occupancy,
    Registration,
    Standing,
)
from intranet.bookings.models import standing as standing_of
from intranet.bookings.queries.occupancy import occupancy_and_mine, occupancy_of
from intranet.kit.texts import plural
from intranet.members.models import Member

TONES = {
    Standing.OPEN: "good",
    Standing.LAST_SEATS: "warn",
    Standing.WAITING_LIST: "warn",
    Standing.SOON: "info",
    Standing.UNDERWAY: "good",
    Standing.CALLED_OFF: "bad",
}


@dataclass(frozen=True)
class SeatsHere:
    """One meeting, for one reader: computed now, kept nowhere."""

    standing: Standing
    taken: Occupancy
    mine: Registration | None
    may_ask: bool  # a member who may register, while registration admits

    @property
    def label(self) -> str:
        return STANDING_LABELS[self.standing]

    @property
    def tone(self) -> str:
        return TONES.get(self.standing, "quiet")

    @property
    def left(self) -> str:
        """« 3 places », « 2 personnes attendent »; nothing where seats are not counted."""
        if self.standing not in ADMITS or self.taken.free is None:
            return ""
        if self.standing is Standing.WAITING_LIST:
            waiting = self.taken.waiting
            return plural(waiting, "personne attend", "personnes attendent") if waiting else ""
        return plural(self.taken.free, "place")


class Timed(Protocol):
    """A course run, an event: what has seats and instants."""

    @property
    def bookable(self) -> Bookable | None: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


def seats_of(
    meetings: Iterable[Timed],
    reader: Member | None,
    at: datetime,
    *,
    mine: Mapping[int, Registration] | None = None,
) -> dict[int, SeatsHere]:
    """The seats of several meetings by their bookables, in one statement.

    `mine`: the reader's own registrations there, where they are known already.
    """
    timed = {each.bookable.id: each for each in meetings if each.bookable}
    bookables = [each.bookable for each in timed.values() if each.bookable]
    if reader and mine is None:
        taken, mine = occupancy_and_mine(bookables, reader)
    else:
        taken, mine = occupancy_of(bookables), mine or {}
    asks = reader is None or reader.is_admitted
    seats = {}
    for number, each in timed.items():
        times = {"starts_at": each.starts_at, "ends_at": each.ends_at}
        assert each.bookable
        stands = standing_of(each.bookable, taken[number], at, **times)
        may_ask = asks and stands in ADMITS and number not in mine
        seats[number] = SeatsHere(stands, taken[number], mine.get(number), may_ask)
    return seats
