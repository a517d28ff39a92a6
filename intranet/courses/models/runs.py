"""What a run is: a course at given dates and place. Its state is computed from the instant asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models import Bookable, first_instant, last_instant
from intranet.kit.db import Dated, Model
from intranet.kit.texts import NO_BREAK, from_to, plural
from intranet.places.models import Municipality, Region

if TYPE_CHECKING:
    from intranet.courses.models.courses import Course

LONGEST_RUN = 3 * 366  # days: a longer one has a year mistyped
FEW_DAYS = 5  # up to here the days of a run are counted; a longer span has days off in it


class RunState(StrEnum):
    """Where a run, or a course by its best run, stands at an instant."""

    UPCOMING = "upcoming"
    UNDERWAY = "underway"
    UNDATED = "undated"
    PAST = "past"
    CALLED_OFF = "called_off"


class CourseRun(Dated, Model):
    """A run (session). Days are those of its place; the instants are kept beside them for lists.

    `date_note` stands for the dates of a past run that its source does not tell exactly.
    """

    __tablename__ = "course_run"
    __table_args__ = (
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL)", name="dated_whole"),
        CheckConstraint("(starts_on IS NULL) = (starts_at IS NULL)", name="start_is_an_instant"),
        CheckConstraint("(ends_on IS NULL) = (ends_at IS NULL)", name="end_is_an_instant"),
        CheckConstraint("starts_on <= ends_on", name="begins_before_it_ends"),
        CheckConstraint("date_note IS NULL OR starts_on IS NULL", name="noted_when_undated"),
        CheckConstraint(
            "NOT (is_remote AND municipality_code IS NOT NULL)", name="remote_or_there"
        ),
        CheckConstraint(
            "(municipality_code IS NULL) = (region_code IS NULL)", name="region_of_the_place"
        ),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        UniqueConstraint("course_id", "reference"),
        Index("ix_course_run_course_id_starts_at", "course_id", "starts_at"),
        Index("ix_course_run_ends_at_region_code", "ends_at", "region_code"),
    )

    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    label: Mapped[str] = mapped_column(default="")
    reference: Mapped[str | None] = mapped_column(String(100))  # its number at the provider's
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    date_note: Mapped[str | None]
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    is_remote: Mapped[bool] = mapped_column(default=False)
    venue: Mapped[str] = mapped_column(default="")
    price_cents: Mapped[int | None]  # where it is not the price of the course
    is_demo: Mapped[bool] = mapped_column(default=False)

    bookable: Mapped[Bookable] = relationship()
    course: Mapped[Course] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    region: Mapped[Region | None] = relationship()

    def take_place(self, starts_on: date | None, ends_on: date | None) -> None:
        """Set its days, and the instants that follow from the zone of its bookable."""
        self.starts_on, self.ends_on = starts_on, ends_on
        tz = self.bookable.tz
        self.starts_at = first_instant(starts_on, tz) if starts_on else None
        self.ends_at = last_instant(ends_on, tz) if ends_on else None

    @property
    def id(self) -> int:
        return self.bookable_id

    @property
    def address(self) -> str:
        """Where it is read: on the page of its course."""
        return f"/formations/{self.course_id}#session-{self.bookable_id}"

    def day_at(self, at: datetime) -> date:
        """The day that it is at its place: its own days are counted from there."""
        return at.astimezone(ZoneInfo(self.bookable.tz)).date()

    def state(self, at: datetime) -> RunState:
        """Where it stands at an instant. What is only noted in words is past."""
        if self.bookable.is_called_off:
            return RunState.CALLED_OFF
        if self.starts_at is None or self.ends_at is None:
            return RunState.PAST if self.date_note else RunState.UNDATED
        if at < self.starts_at:
            return RunState.UPCOMING
        return RunState.UNDERWAY if at < self.ends_at else RunState.PAST

    @property
    def certifies(self) -> bool:
        """Whether it leads to the certification: one may enter it until its last day, not later."""
        found = self.course.certification
        end = found.registration_end if found else None
        late = end is not None and self.starts_on is not None and self.starts_on > end
        return self.course.is_certifying and not late

    @property
    def seats(self) -> int | None:
        return self.bookable.seats

    @property
    def place(self) -> str:
        """Nancy, or « à distance »."""
        if self.is_remote:
            return "à distance"
        return self.municipality.name if self.municipality else ""

    @property
    def place_and_region(self) -> str:
        """Nancy (Grand Est)."""
        region = f" ({self.region.name})" if self.region and self.municipality else ""
        return f"{self.place}{region}"

    @property
    def dates(self) -> str:
        """Du 18 au 19 janvier 2027; or what is known of them."""
        if self.starts_on and self.ends_on:
            return from_to(self.starts_on, self.ends_on)
        return self.date_note or "dates à fixer"

    @property
    def length(self) -> str:
        """2 jours, for runs of a few days in a row."""
        if not (self.starts_on and self.ends_on):
            return ""
        days = (self.ends_on - self.starts_on).days + 1
        return plural(days, "jour") if days <= FEW_DAYS else ""

    def sentence(self, at: datetime, hours: int | None = None) -> str:
        """« 2 jours, du 18 au 19 janvier 2027, Nancy, 12 places »; no seats once it has begun."""
        coming = self.state(at) is RunState.UPCOMING
        seats = plural(self.seats, "place") if self.seats and coming else ""
        length = self.length or (f"{hours}{NO_BREAK}h" if hours and self.starts_on else "")
        return ", ".join(part for part in (length, self.dates, self.place, seats) if part)


_RANK = {state: rank for rank, state in enumerate(RunState)}


def best_of(runs: Iterable[CourseRun], at: datetime) -> CourseRun | None:
    """The run that speaks for a course: the next one, else one under way, else the last known."""
    ordered = coming_first(runs, at)
    return ordered[0] if ordered else None


def coming_first(runs: Iterable[CourseRun], at: datetime) -> Sequence[CourseRun]:
    """The next ones by date, then under way, to be dated, past (the latest first), called off."""

    def order(run: CourseRun) -> tuple[int, float]:
        state, start = run.state(at), run.starts_at.timestamp() if run.starts_at else 0
        return _RANK[state], -start if state is RunState.PAST else start

    return sorted(runs, key=order)
