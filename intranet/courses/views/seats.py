"""What the page of a course says of the seats of its runs, and what its reader may ask there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intranet.bookings import policy, queries
from intranet.bookings.models import ADMITS, STANDING_LABELS, Occupancy, Registration, Standing
from intranet.bookings.models import standing as standing_of
from intranet.courses.models import CourseRun
from intranet.kit.db import every
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
class RunSeats:
    """One run, for one reader: computed now, kept nowhere."""

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


def seats_of(runs: Sequence[CourseRun], reader: Member | None, at: datetime) -> dict[int, RunSeats]:
    """The seats of several runs in two statements."""
    bookables = [run.bookable for run in runs]
    taken = queries.occupancy_of(bookables)
    mine = {}
    if reader and runs:
        found = every(queries.mine_there(reader, [run.id for run in runs]))
        mine = {row.bookable_id: row for row in found}
    asks = reader is None or policy.may_register(reader)
    seats = {}
    for run in runs:
        times = {"starts_at": run.starts_at, "ends_at": run.ends_at}
        stands = standing_of(run.bookable, taken[run.id], at, **times)
        may_ask = asks and stands in ADMITS and run.id not in mine
        seats[run.id] = RunSeats(stands, taken[run.id], mine.get(run.id), may_ask)
    return seats
