"""What a bookable is: seats, the hours of a place, and what happens to the meeting itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member

PARIS = "Europe/Paris"
# The overseas regions and collectivities live at other hours, by INSEE code.
TIME_ZONES = {
    "01": "America/Guadeloupe",
    "02": "America/Martinique",
    "03": "America/Cayenne",
    "04": "Indian/Reunion",
    "06": "Indian/Mayotte",
    "975": "America/Miquelon",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
# Two archipelagos of French Polynesia live at other hours than Tahiti, by INSEE code of commune.
TIME_ZONES_OF_COMMUNES = {
    "98718": "Pacific/Marquesas",
    "98719": "Pacific/Gambier",
    "98723": "Pacific/Marquesas",
    "98731": "Pacific/Marquesas",
    "98746": "Pacific/Marquesas",
    "98756": "Pacific/Marquesas",
    "98757": "Pacific/Marquesas",
}


def time_zone_of(region_code: str | None, municipality_code: str | None = None) -> str:
    """The zone whose hours people read there; Paris where no place is known."""
    own = TIME_ZONES_OF_COMMUNES.get(municipality_code or "")
    return own or TIME_ZONES.get(region_code or "", PARIS)


def first_instant(on: date, tz: str) -> datetime:
    """When a day begins in a zone."""
    return datetime.combine(on, time.min, ZoneInfo(tz))


def last_instant(on: date, tz: str) -> datetime:
    """When a day is over in a zone: the first instant of the next one."""
    return first_instant(on + timedelta(days=1), tz)


class BookableKind(StrEnum):
    """What people register for."""

    COURSE_RUN = "course_run"
    EVENT = "event"


class Lifecycle(StrEnum):
    """What happens to the meeting; whether it is soon, under way or past is computed, never stored."""

    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


# What is still to come, as it was announced.
AWAITED = (Lifecycle.SCHEDULED, Lifecycle.CONFIRMED)
# What nobody can go to any more: it is neither coming nor under way, whatever its dates.
CALLED_OFF = frozenset({Lifecycle.POSTPONED, Lifecycle.CANCELLED})


class WaitlistMode(StrEnum):
    """What becomes of a seat given back: for the first in line, offered for a time, or by hand."""

    AUTO = "auto"
    OFFER = "offer"
    MANUAL = "manual"


class Approval(StrEnum):
    """Who must agree before a seat is held."""

    NONE = "none"
    MODERATOR = "moderator"
    MANAGER = "manager"


def new_uid() -> str:
    return f"{uuid4()}@passerelles"


class Bookable(Dated, Model):
    """The seats of one course run or one event; whoever counts them takes the lock of this row."""

    __tablename__ = "bookable"
    __table_args__ = (
        UniqueConstraint("ics_uid"),
        CheckConstraint("capacity > 0", name="seats_at_least_one"),
        CheckConstraint("remote_capacity > 0", name="remote_seats_at_least_one"),
        CheckConstraint("offer_hours > 0", name="offered_for_a_time"),
        CheckConstraint("waitlist_max >= 0", name="waiting_not_negative"),
        CheckConstraint(
            "min_participants IS NULL OR capacity IS NULL OR min_participants <= capacity",
            name="minimum_under_capacity",
        ),
        CheckConstraint(
            "(lifecycle = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_when_said"
        ),
        CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason IS NULL)", name="cancelled_with_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BookableKind]
    tz: Mapped[str] = mapped_column(default=PARIS)
    capacity: Mapped[int | None]  # None: as many as come
    remote_capacity: Mapped[int | None]
    min_participants: Mapped[int | None]
    waitlist_mode: Mapped[WaitlistMode] = mapped_column(default=WaitlistMode.AUTO)
    offer_hours: Mapped[int] = mapped_column(default=48)
    approval: Mapped[Approval] = mapped_column(default=Approval.NONE)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    waitlist_max: Mapped[int | None]  # None: as many as wait
    # A seat given back later than this is not offered to those who wait (None: until the start).
    promotes_until: Mapped[datetime | None]
    holds_seat_before_approval: Mapped[bool] = mapped_column(default=False)
    splits_groups: Mapped[bool] = mapped_column(default=False)
    lifecycle: Mapped[Lifecycle] = mapped_column(default=Lifecycle.SCHEDULED, index=True)
    confirms_itself: Mapped[bool] = mapped_column(default=False)  # as soon as enough people come
    confirmed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]  # or postponed, while it is
    remote_url: Mapped[str] = mapped_column(String(500), default="")  # for who is confirmed alone
    practical: Mapped[str] = mapped_column(Text, default="")  # access, meals, what to bring
    attendance_locked_at: Mapped[datetime | None]
    attendance_open_until: Mapped[datetime | None]  # opened again by an animator
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    cancel_reason: Mapped[str | None]
    ics_uid: Mapped[str] = mapped_column(default=new_uid)
    ics_sequence: Mapped[int] = mapped_column(default=0)
    # The SEQUENCE of the dates that those who have a seat were told of.
    told_sequence: Mapped[int] = mapped_column(default=0)
    lock_version: Mapped[int] = mapped_column(default=0)

    slots: Mapped[list[Slot]] = relationship(
        back_populates="bookable", cascade="all, delete-orphan", order_by="Slot.starts_local"
    )

    @hybrid_property
    def seats(self) -> int | None:
        """All that there are, in the room and at a distance; None where they are not counted."""
        if self.capacity is None:
            return None
        return self.capacity + (self.remote_capacity or 0)

    @seats.inplace.expression
    @classmethod
    def _seats(cls) -> ColumnElement[int | None]:
        return cls.capacity + func.coalesce(cls.remote_capacity, 0)

    def in_the_room(self, told: int | None) -> int | None:
        """Of all the seats that are told; those at a distance, where they are counted apart, stay."""
        room = (told or 0) - (self.remote_capacity or 0)
        return room if room > 0 else self.capacity

    @property
    def is_called_off(self) -> bool:
        return self.lifecycle in CALLED_OFF

    @property
    def postponed_at(self) -> datetime | None:
        """Since when it is postponed, if it is: what was to come then did not take place."""
        return self.moved_at if self.lifecycle is Lifecycle.POSTPONED else None


class Slot(Model):
    """One stretch of a meeting, at the hours of its place: the unit of attendance."""

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("starts_local < ends_local", name="begins_before_it_ends"),
        UniqueConstraint("bookable_id", "starts_local"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    # Wall time: what the clock on the wall says there, whatever becomes of summer time.
    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    ends_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    half_day_number: Mapped[int | None]
    label: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="")
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)

    bookable: Mapped[Bookable] = relationship(back_populates="slots")
    trainer: Mapped[Member | None] = relationship()
