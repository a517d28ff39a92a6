"""Mentors and those they accompany: how many at once, what is asked, until when, what it brought."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import Competency
from intranet.kit.db import Dated, Model
from intranet.members.models import Member

FEWEST_AT_ONCE, MOST_AT_ONCE = 1, 5
USUAL_CAPACITY = 2  # of whoever offered to pass something on, and said nothing else
TERM_MONTHS = 6
STANDING = "state IN ('asked', 'accepted')"


class MentorIsFull(Exception):
    """Every place beside this mentor is taken, or they take a pause."""


class MentoringAlreadyMoved(Exception):
    """Somebody answered, withdrew, renewed or ended it since it was read. Its argument is the id."""


class AlreadyAccompanied(Exception):
    """The member has a request on this item that still stands, with this mentor or another."""


class MentoringState(StrEnum):
    """Where it stands. Asked, it holds a place already: nobody waits behind others in vain."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    ENDED = "ended"


MENTORING_LABELS = {
    MentoringState.ASKED: "Demandé",
    MentoringState.ACCEPTED: "En cours",
    MentoringState.DECLINED: "Décliné",
    MentoringState.WITHDRAWN: "Retiré",
    MentoringState.LAPSED: "Sans réponse",
    MentoringState.ENDED: "Terminé",
}


class Help(StrEnum):
    """Whether it helped, in the words of whoever was accompanied."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


HELP_LABELS = {Help.YES: "Oui", Help.PARTLY: "En partie", Help.NO: "Non"}


class Mentor(Dated, Model):
    """The conditions of a member who passes on what they know; `taken` moves by conditional updates."""

    __tablename__ = "mentor"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 1 AND 5", name="one_to_five_at_once"),
        CheckConstraint("taken BETWEEN 0 AND 5", name="counted"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    capacity: Mapped[int] = mapped_column(default=USUAL_CAPACITY)
    taken: Mapped[int] = mapped_column(default=0)  # asked or under way
    paused_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(String(500), default="")

    member: Mapped[Member] = relationship()

    @property
    def left(self) -> int:
        """Fewer places than people already there is no place at all."""
        return 0 if self.paused_at else max(0, self.capacity - self.taken)


class Mentoring(Dated, Model):
    """Somebody asks a mentor to bring them to a level of one item: six months, that may be renewed."""

    __tablename__ = "mentoring"
    __table_args__ = (
        Index(
            "uq_mentoring_standing",
            "mentee_id",
            "competency_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
        Index("ix_mentoring_state_ends_on", "state", "ends_on"),
        CheckConstraint("mentor_id != mentee_id", name="two_people"),
        CheckConstraint("level_wanted BETWEEN 1 AND 4", name="on_scale"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_once_not_asked"),
        CheckConstraint("state != 'accepted' OR ends_on IS NOT NULL", name="accepted_for_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    level_from: Mapped[int | None]  # None: they had said nothing of it
    level_wanted: Mapped[int]
    message: Mapped[str] = mapped_column(Text)
    state: Mapped[MentoringState] = mapped_column(default=MentoringState.ASKED)
    reply: Mapped[str] = mapped_column(Text, default="")
    accepted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]  # the last time it moved
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    ends_on: Mapped[date | None]
    renewals: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]  # that the term comes
    helped: Mapped[Help | None]
    words: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime | None]

    mentor: Mapped[Member] = relationship(foreign_keys=[mentor_id])
    mentee: Mapped[Member] = relationship(foreign_keys=[mentee_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    competency: Mapped[Competency] = relationship()

    @property
    def address(self) -> str:
        """The one page that both read."""
        return f"/parcours/accompagnements/{self.id}"

    @property
    def has_reply(self) -> bool:
        """Whoever was asked wrote a word with their answer."""
        return bool(self.reply)

    @property
    def was_accepted(self) -> bool:
        """From then on, each may write to the other."""
        return self.accepted_at is not None
