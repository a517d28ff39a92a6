"""What is lacking where, as it was last counted: kept by the timer, read by the board of needs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model

EVERYWHERE = ""  # the code of the whole of France


class RegionalNeed(Model):
    """Of one item in one region: people, who are counted by fives, or withheld (None)."""

    __tablename__ = "regional_need"

    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    gaps: Mapped[int | None]  # people below the level of what they aim at
    wishes: Mapped[int | None]  # people who look for a session
    supply: Mapped[int | None]  # people who hold it
    counted_at: Mapped[datetime] = mapped_column(index=True)


class MonthlyNeed(Model):
    """Of one item in one region, in one of the coming months: what begins then."""

    __tablename__ = "monthly_need"

    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    openings: Mapped[int] = mapped_column(default=0)
    runs: Mapped[int] = mapped_column(default=0)
    seats: Mapped[int] = mapped_column(default=0)
