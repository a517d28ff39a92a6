"""The dossier of a meeting: what must be done and when, what people said, what went wrong."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.bookings.models.bookables import Bookable
from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.members.models import Member


class Indicator(Dated, Model):
    """One indicator of a guide of the national quality mark (Qualiopi): dated content, never code."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("guide", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guide: Mapped[str] = mapped_column(String(20))  # V9
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    about: Mapped[str] = mapped_column(Text, default="")
    in_force_from: Mapped[date]
    in_force_until: Mapped[date | None]
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # title, url, date


class ChecklistLine(Dated, Model):
    """A line of the model from which the dossier of a new run is made; None: that of everybody."""

    __tablename__ = "checklist_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(200))
    offset_days: Mapped[int]  # from the start; those after the end count from the end
    is_after_end: Mapped[bool] = mapped_column(default=False)
    indicator_number: Mapped[int | None]


class ChecklistItem(Dated, Model):
    """One thing to do for a meeting, its day counted from its dates, and the proof that it was done."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(200))
    offset_days: Mapped[int]
    is_after_end: Mapped[bool] = mapped_column(default=False)
    indicator_number: Mapped[int | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))

    bookable: Mapped[Bookable] = relationship()
    done_by: Mapped[Member | None] = relationship()
    evidence: Mapped[Attachment | None] = relationship()


class SurveyKind(StrEnum):
    """Who is asked, and when."""

    HOT = "hot"
    COLD = "cold"
    TRAINER = "trainer"
    EMPLOYER = "employer"


class SurveyAsked(Dated, Model):
    """Somebody was asked once. The answer is kept apart, without a name: see `SurveyAnswer`."""

    __tablename__ = "survey_asked"
    __table_args__ = (UniqueConstraint("bookable_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    kind: Mapped[SurveyKind]
    key: Mapped[str] = mapped_column(String(60))  # who is asked: a registration, a trainer
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    asked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closes_at: Mapped[datetime]

    bookable: Mapped[Bookable] = relationship()


class SurveyAnswer(Model):
    """What somebody answered: the day and the words, never who."""

    __tablename__ = "survey_answer"
    __table_args__ = (CheckConstraint("satisfaction BETWEEN 1 AND 5", name="from_one_to_five"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    kind: Mapped[SurveyKind]
    on: Mapped[date]
    satisfaction: Mapped[int | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comment: Mapped[str] = mapped_column(Text, default="")

    bookable: Mapped[Bookable] = relationship()


class Difficulty(Dated, Model):
    """Something that went wrong, told by who was there, and what was answered."""

    __tablename__ = "difficulty"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered_with_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bookable_id: Mapped[int] = mapped_column(ForeignKey("bookable.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    improvement: Mapped[str] = mapped_column(Text, default="")  # what was changed after it

    bookable: Mapped[Bookable] = relationship()
    author: Mapped[Member | None] = relationship(foreign_keys=[author_id])
    answered_by: Mapped[Member | None] = relationship(foreign_keys=[answered_by_id])
