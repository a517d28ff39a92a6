"""What the clock has already told: each thing once, however often the timer runs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.db import Model


class ReminderKind(StrEnum):
    """What is told by the clock alone, and of what."""

    FIRST_CALL = "first_call"  # of an application that waits for a first answer
    LAST_CALL = "last_call"  # of the same, before it is closed for want of an answer
    DRAFT_CLOSING = "draft_closing"  # of a draft application
    STILL_OPEN = "still_open"  # of an opening, before it leaves the board
    LEFT_THE_BOARD = "left_the_board"  # of an opening that nobody said was still open
    POOL_ENDING = "pool_ending"  # of an application kept in mind


class Reminder(Model):
    """One thing, told about one application or one opening; told again, only the instant changes."""

    __tablename__ = "reminder"

    kind: Mapped[ReminderKind] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_at: Mapped[datetime]
