"""What happened, who follows what, and up to where each was told: each thing is told once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member


class Verb(StrEnum):
    """What happened. A first publication is not a new version."""

    PUBLISHED = "published"
    NEW_VERSION = "new_version"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    ANSWERED = "answered"
    REPRODUCED = "reproduced"
    ARCHIVED = "archived"
    CORRECTED = "corrected"
    ANNOUNCED = "announced"
    MOVED = "moved"
    CANCELLED = "cancelled"


# What happened, in words, by the kind of the thing and the verb.
TOLD_LABELS: dict[str, dict[Verb, str]] = {
    "practice": {
        Verb.PUBLISHED: "Fiche publiée",
        Verb.NEW_VERSION: "Nouvelle version de la fiche",
        Verb.CONFIRMED: "Fiche vérifiée par sa structure, toujours exacte",
        Verb.ASKED: "Question posée",
        Verb.ANSWERED: "Question répondue",
        Verb.REPRODUCED: "Pratique reprise par une structure",
        Verb.ARCHIVED: "Fiche archivée",
        Verb.CORRECTED: "Fiche corrigée",
    },
    "guide": {Verb.PUBLISHED: "Guide publié", Verb.NEW_VERSION: "Nouvelle édition du guide"},
    "opening": {Verb.PUBLISHED: "Offre publiée", Verb.MOVED: "Offre prolongée"},
    "course": {Verb.PUBLISHED: "Formation publiée"},
    "run": {
        Verb.ANNOUNCED: "Session ouverte",
        Verb.MOVED: "Session déplacée",
        Verb.CANCELLED: "Session annulée",
    },
    "event": {
        Verb.ANNOUNCED: "Rencontre annoncée",
        Verb.MOVED: "Rencontre déplacée",
        Verb.CANCELLED: "Rencontre annulée",
        Verb.PUBLISHED: "Compte rendu publié",
    },
}
# One rhythm of letters each.
FAMILY_LABELS = {
    "practices": "Les bonnes pratiques et les guides",
    "openings": "Les offres de mobilité",
    "courses": "Les formations",
    "events": "Les rencontres et le Tour",
}


class Topic(StrEnum):
    """What can be followed: a thing itself, a theme, a territory, a competency, a structure."""

    THING = "thing"  # its key: practice:12, event:4, course:7
    THEME = "theme"
    REGION = "region"
    DEPARTMENT = "department"
    COMPETENCY = "competency"
    ORGANIZATION = "organization"


TOPIC_LABELS = {
    Topic.THING: "Fiches, offres, formations et rencontres",
    Topic.THEME: "Thèmes",
    Topic.REGION: "Régions",
    Topic.DEPARTMENT: "Départements",
    Topic.COMPETENCY: "Compétences",
    Topic.ORGANIZATION: "Structures",
}


class Frequency(StrEnum):
    """How often one is written to, for a family of news."""

    NEVER = "never"
    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


FREQUENCY_LABELS = {
    Frequency.NEVER: "jamais",
    Frequency.IMMEDIATE: "aussitôt",
    Frequency.DAILY: "chaque jour",
    Frequency.WEEKLY: "chaque semaine",
}


class News(Model):
    """One thing that happened to a thing; who may read it is asked of the thing itself, when told.

    `key` names the event, so that it is written once however often it is tried.
    """

    __tablename__ = "news"
    __table_args__ = (Index("ix_news_subject_type_subject_id", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    family: Mapped[str] = mapped_column(String(20))  # practices, events…: one frequency each
    subject_type: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    verb: Mapped[Verb]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(index=True)

    actor: Mapped[Member | None] = relationship()
    topics: Mapped[list[NewsTopic]] = relationship(
        back_populates="news", cascade="all, delete-orphan"
    )

    @property
    def told(self) -> str:
        """What happened, in words."""
        return TOLD_LABELS.get(self.subject_type, {}).get(self.verb, "Du nouveau")


class NewsTopic(Model):
    """One of the things by which a piece of news is followed."""

    __tablename__ = "news_topic"
    __table_args__ = (Index("ix_news_topic_topic_key_news_id", "topic", "key", "news_id"),)

    news_id: Mapped[int] = mapped_column(ForeignKey("news.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)

    news: Mapped[News] = relationship(back_populates="topics")


class Follow(Dated, Model):
    """Somebody follows something, from the moment they said so."""

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("member_id", "topic", "key"),
        Index("ix_follow_topic_key", "topic", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    topic: Mapped[Topic]
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(300))  # as it is called where one stops following
    after_news_id: Mapped[int] = mapped_column(default=0)  # what came before is not told

    member: Mapped[Member] = relationship()


class Subscription(Dated, Model):
    """How often a person is told of a family of news, and up to which news they were."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("member_id", "family"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    family: Mapped[str] = mapped_column(String(20))
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.WEEKLY)
    told_until: Mapped[int] = mapped_column(default=0)  # a news id: the watermark
    last_told_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()


class NewsSeen(Model):
    """Up to which news a person has read all; a `NewsMark` says otherwise of one.

    `undo` is what stood before everything was marked as read, until something else is marked.
    """

    __tablename__ = "news_seen"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    news_id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    undo: Mapped[dict[str, Any] | None]


class NewsMark(Model):
    """One piece of news is read though it came after the watermark, or unread though before."""

    __tablename__ = "news_mark"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    news_id: Mapped[int] = mapped_column(ForeignKey("news.id"), primary_key=True)
