"""Pairs of neighbours whose strengths mirror each other's gaps: no name until both accept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member

NEIGHBOURS_WITHIN = 60  # km, or in the same département: a half-day and back
TIME_TO_ANSWER = timedelta(days=21)  # then whoever said nothing leaves the search
SEARCH_AGAIN_AFTER = timedelta(days=7)
FREE = "pair_id IS NULL"


class PairAlreadyMoved(Exception):
    """Somebody answered, proposed a day or ended it since the page was read. Its argument is the id."""


class HalfDay(StrEnum):
    """Which half of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


HALF_DAY_LABELS = {HalfDay.MORNING: "Le matin", HalfDay.AFTERNOON: "L’après-midi"}


class PairState(StrEnum):
    """Where a pair stands; told from what was said, never stored."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"


PAIR_LABELS = {
    PairState.PROPOSED: "Proposé",
    PairState.AGREED: "Formé",
    PairState.DECLINED: "Sans suite",
    PairState.ENDED: "Terminé",
}


class PairWish(Dated, Model):
    """A member who agrees to be looked for; `pair_id` is the one pair that holds them."""

    __tablename__ = "pair_wish"
    __table_args__ = (
        Index(
            "ix_pair_wish_free",
            "searched_at",
            sqlite_where=text(FREE),
            postgresql_where=text(FREE),
        ),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("pair.id"), index=True)
    searched_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()


class Pair(Dated, Model):
    """Two members, in the order of their ids, and what each would pass on. Proposed once for ever."""

    __tablename__ = "pair"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="in_order"),
        CheckConstraint("(day_on IS NULL) = (day_half IS NULL)", name="half_a_day_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    one_gives_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    other_gives_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    distance_km: Mapped[int | None]
    answer_by: Mapped[datetime]
    one_accepts: Mapped[bool | None]  # None: no answer yet
    other_accepts: Mapped[bool | None]
    agreed_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None]  # declined, or not answered in time
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    day_on: Mapped[date | None]
    day_half: Mapped[HalfDay | None]
    day_where: Mapped[str] = mapped_column(String(200), default="")
    day_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    day_agreed_at: Mapped[datetime | None]

    one: Mapped[Member] = relationship(foreign_keys=[one_id])
    other: Mapped[Member] = relationship(foreign_keys=[other_id])

    @property
    def address(self) -> str:
        """The page that both read, each from their side."""
        return f"/parcours/binomes/{self.id}"

    @property
    def state(self) -> PairState:
        if self.broken_at:
            return PairState.DECLINED
        if self.ended_at:
            return PairState.ENDED
        return PairState.AGREED if self.agreed_at else PairState.PROPOSED

    def accepts(self, member_id: int) -> bool | None:
        """What this one answered."""
        return self.one_accepts if member_id == self.one_id else self.other_accepts

    def beside(self, member_id: int) -> Member:
        """The other one: to be named only once both have accepted."""
        return self.other if member_id == self.one_id else self.one

    def given_by(self, member_id: int) -> int:
        """The item that this one would pass on."""
        return self.one_gives_id if member_id == self.one_id else self.other_gives_id

    def received_by(self, member_id: int) -> int:
        return self.other_gives_id if member_id == self.one_id else self.one_gives_id
