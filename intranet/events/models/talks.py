"""What is presented at a meeting, by whom, with what they let be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.events.models.events import Event
from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.organizations.models import Organization


class TalkState(StrEnum):
    """Where a presentation stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    GIVEN = "given"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


TALK_LABELS = {
    TalkState.PROPOSED: "Proposée",
    TalkState.ACCEPTED: "Retenue",
    TalkState.SCHEDULED: "Au programme",
    TalkState.GIVEN: "Présentée",
    TalkState.PUBLISHED: "Supports en ligne",
    TalkState.DECLINED: "Non retenue",
    TalkState.WITHDRAWN: "Retirée",
}


# From which states each is reached; a talk of the programme may be moved in it.
TRANSITIONS = {
    TalkState.ACCEPTED: frozenset({TalkState.PROPOSED, TalkState.DECLINED}),
    TalkState.DECLINED: frozenset({TalkState.PROPOSED, TalkState.ACCEPTED}),
    TalkState.SCHEDULED: frozenset({TalkState.ACCEPTED, TalkState.SCHEDULED}),
    TalkState.GIVEN: frozenset({TalkState.SCHEDULED}),
    TalkState.PUBLISHED: frozenset({TalkState.GIVEN}),
    TalkState.WITHDRAWN: frozenset({TalkState.PROPOSED, TalkState.ACCEPTED, TalkState.SCHEDULED}),
}
IN_PROGRAMME = frozenset({TalkState.SCHEDULED, TalkState.GIVEN, TalkState.PUBLISHED})


class MaterialReach(StrEnum):
    """Who may open what was shown."""

    EVERYONE = "everyone"
    NETWORK = "network"
    REGISTERED = "registered"
    ORGANIZERS = "organisers"


REACH_LABELS = {
    MaterialReach.EVERYONE: "Tout le monde",
    MaterialReach.NETWORK: "Les membres du réseau",
    MaterialReach.REGISTERED: "Les personnes inscrites",
    MaterialReach.ORGANIZERS: "Les organisateurs",
}


class ConsentIsMissing(Exception):
    """A speaker has not agreed, or agrees no more."""


class TalkAlreadyMoved(Exception):
    """Somebody else decided on this presentation since it was read."""


class Talk(Dated, Model):
    """One presentation. Its hours are those of the place; its track is a room of the programme."""

    __tablename__ = "talk"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 480", name="lasts_a_while"),
        CheckConstraint(
            "state NOT IN ('scheduled', 'given', 'published') OR starts_local IS NOT NULL",
            name="scheduled_at_an_hour",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    abstract: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[TalkState] = mapped_column(default=TalkState.PROPOSED)
    starts_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    minutes: Mapped[int] = mapped_column(default=30)
    track: Mapped[str] = mapped_column(String(80), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    lock_version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship(back_populates="talks")
    proposed_by: Mapped[Member | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    speakers: Mapped[list[Speaker]] = relationship(
        back_populates="talk", order_by="Speaker.id", cascade="all, delete-orphan"
    )
    materials: Mapped[list[Material]] = relationship(
        back_populates="talk", order_by="Material.id", cascade="all, delete-orphan"
    )

    @property
    def may_be_shown(self) -> bool:
        """Each of its speakers agreed: what was shown may be opened by others."""
        return bool(self.speakers) and all(speaker.consented_at for speaker in self.speakers)

    def named_to(self, *, network: bool) -> list[Speaker]:
        """Those whose name is read: by anyone once they agreed; in the network, until they refuse."""
        return [
            each for each in self.speakers if each.consented_at or (network and not each.refused_at)
        ]

    @property
    def ends_local(self) -> datetime | None:
        return self.starts_local + timedelta(minutes=self.minutes) if self.starts_local else None

    @property
    def label(self) -> str:
        return TALK_LABELS[self.state]

    def is_spoken_by(self, member_id: int) -> bool:
        return member_id in {speaker.member_id for speaker in self.speakers}


@dataclass(frozen=True)
class Conflict:
    """Two talks that nobody can hold together: why, in words."""

    first: Talk
    second: Talk
    because: str
    is_of_a_person: bool = False


def conflicts_of(talks: Iterable[Talk]) -> list[Conflict]:
    """Two at once in one room, or by one speaker: told, never forbidden."""
    placed = sorted(
        (talk for talk in talks if talk.state in IN_PROGRAMME and talk.starts_local),
        key=lambda talk: (talk.starts_local, talk.id),
    )
    found = []
    for number, first in enumerate(placed):
        for second in placed[number + 1 :]:
            if not _overlap(first, second):
                continue
            if first.track and fold(first.track) == fold(second.track):
                found.append(Conflict(first, second, f"dans la même salle, {first.track}"))
            found += [
                Conflict(first, second, f"par la même personne, {name}", is_of_a_person=True)
                for name in sorted(_people(first).keys() & _people(second).keys())
            ]
    return found


def _overlap(one: Talk, other: Talk) -> bool:
    latest_start = max(each.starts_local for each in (one, other) if each.starts_local)
    return all(
        each.ends_local is not None and latest_start < each.ends_local for each in (one, other)
    )


def _people(talk: Talk) -> dict[str, Speaker]:
    return {speaker.name: speaker for speaker in talk.speakers}


class Speaker(Dated, Model):
    """Who presents; without their consent nothing of theirs is shown, and it can be taken back."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")  # to ask for their consent
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    consented_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]

    talk: Mapped[Talk] = relationship(back_populates="speakers")
    member: Mapped[Member | None] = relationship()
    organization: Mapped[Organization | None] = relationship()


class Material(Dated, Model):
    """Slides or a document of a presentation; a new version stands beside the older ones."""

    __tablename__ = "material"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    label: Mapped[str] = mapped_column(String(120))
    licence: Mapped[str] = mapped_column(String(120), default="")
    reach: Mapped[MaterialReach] = mapped_column(default=MaterialReach.NETWORK)
    number: Mapped[int] = mapped_column(default=1)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    talk: Mapped[Talk] = relationship(back_populates="materials")
    attachment: Mapped[Attachment] = relationship()
