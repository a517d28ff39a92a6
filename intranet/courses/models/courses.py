"""What a course is, the states of its publication, and its history."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from intranet.courses.models.certifications import Certification, QualityCertificate
from intranet.courses.models.syllabus import (
    MODE_LABELS,
    TRACK_LABELS,
    Mode,
    Track,
    duration_in_words,
    price_in_words,
)
from intranet.kit.db import Base, Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization

if TYPE_CHECKING:
    from intranet.courses.models.versions import CourseVersion


class State(StrEnum):
    """Where the publication of a course stands; whether it runs soon is computed, never stored."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


STATE_LABELS = {
    State.DRAFT: "Brouillon",
    State.SUBMITTED: "En relecture",
    State.CHANGES_REQUESTED: "Corrections demandées",
    State.PUBLISHED: "En ligne",
    State.SUSPENDED: "Suspendue",
    State.ARCHIVED: "Retirée du catalogue",
}
ONLINE = State.PUBLISHED
# Before these, a text is its provider’s alone.
KNOWN_TO_ANIMATORS = frozenset(
    {State.SUBMITTED, State.CHANGES_REQUESTED, State.SUSPENDED, State.ARCHIVED}
)
WRITABLE = frozenset(set(State) - {State.ARCHIVED})


class NotAwaited(Exception):
    """Somebody decided first, or the course moved on: its history says who and when."""


class ChangedMeanwhile(Exception):
    """Somebody wrote since this page was opened: nothing of theirs is overwritten."""


class Happening(StrEnum):
    """What may happen to a course."""

    STARTED = "started"
    WRITTEN = "written"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    REVISION_PROPOSED = "revision_proposed"
    REVISION_ACCEPTED = "revision_accepted"
    REVISION_REFUSED = "revision_refused"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    ARCHIVED = "archived"
    RUN_ADDED = "run_added"
    RUN_CHANGED = "run_changed"
    RUN_CANCELLED = "run_cancelled"
    CONFIRMED = "confirmed"


# From which states each decision leads to which.
TRANSITIONS = {
    Happening.SUBMITTED: ({State.DRAFT, State.CHANGES_REQUESTED}, State.SUBMITTED),
    Happening.CHANGES_REQUESTED: ({State.SUBMITTED}, State.CHANGES_REQUESTED),
    Happening.PUBLISHED: ({State.SUBMITTED}, State.PUBLISHED),
    Happening.SUSPENDED: ({State.PUBLISHED}, State.SUSPENDED),
    Happening.REINSTATED: ({State.SUSPENDED}, State.PUBLISHED),
    Happening.ARCHIVED: (WRITABLE, State.ARCHIVED),
}
HAPPENING_LABELS = {
    Happening.STARTED: "Brouillon commencé",
    Happening.WRITTEN: "Texte modifié",
    Happening.SUBMITTED: "Soumise à publication",
    Happening.CHANGES_REQUESTED: "Corrections demandées",
    Happening.PUBLISHED: "Publiée",
    Happening.REVISION_PROPOSED: "Modification proposée",
    Happening.REVISION_ACCEPTED: "Modification acceptée",
    Happening.REVISION_REFUSED: "Modification refusée",
    Happening.SUSPENDED: "Suspendue",
    Happening.REINSTATED: "Remise en ligne",
    Happening.ARCHIVED: "Retirée du catalogue",
    Happening.RUN_ADDED: "Session ajoutée",
    Happening.RUN_CHANGED: "Session modifiée",
    Happening.RUN_CANCELLED: "Session annulée",
    Happening.CONFIRMED: "Fiche confirmée",
}

partners = Table(
    "course_partner",
    Base.metadata,
    Column("course_id", ForeignKey("course.id"), primary_key=True),
    Column("organization_id", ForeignKey("organization.id"), primary_key=True, index=True),
)


class Course(Dated, Model):
    """A course of the catalogue. `lock_version` grows at each writing: nobody overwrites another.

    Those taken from a public source have no author: nobody of the network wrote them.
    """

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('published', 'suspended') OR published_at IS NOT NULL",
            name="published_at_an_instant",
        ),
        CheckConstraint(
            "state <> 'submitted' OR submitted_at IS NOT NULL", name="submitted_at_an_instant"
        ),
        CheckConstraint(
            "state NOT IN ('changes_requested', 'suspended') OR reason IS NOT NULL",
            name="refused_with_a_reason",
        ),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint("hours > 0", name="hours_positive"),
        CheckConstraint("entry_level BETWEEN 3 AND 8", name="entry_level_of_the_frame"),
        CheckConstraint("exit_level BETWEEN 3 AND 8", name="exit_level_of_the_frame"),
        UniqueConstraint("provider_id", "reference"),
        Index("ix_course_state_published_at", "state", "published_at"),
        Index("ix_course_state_folded", "state", "folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    key: Mapped[str | None] = mapped_column(unique=True)  # its name in the file it came from
    provider_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    lock_version: Mapped[int] = mapped_column(default=1)

    title: Mapped[str] = mapped_column(String(255))
    folded: Mapped[str] = mapped_column(default="")  # the title without case or accents, to sort by
    track: Mapped[Track] = mapped_column(default=Track.CONTINUING)
    mode: Mapped[Mode] = mapped_column(default=Mode.ONSITE)
    hours: Mapped[int | None]
    duration_note: Mapped[str] = mapped_column(default="")
    entry_level: Mapped[int | None]
    exit_level: Mapped[int | None]
    audience: Mapped[str] = mapped_column(Text, default="")
    objectives: Mapped[str] = mapped_column(String(3000), default="")
    content: Mapped[str] = mapped_column(String(3000), default="")
    methods: Mapped[str] = mapped_column(String(3000), default="")
    assessment: Mapped[str] = mapped_column(String(3000), default="")
    expected_results: Mapped[str] = mapped_column(String(3000), default="")
    prerequisites: Mapped[str] = mapped_column(String(3000), default="")
    access_conditions: Mapped[str] = mapped_column(String(3000), default="")
    access_delay: Mapped[str] = mapped_column(String(250), default="")
    accessibility: Mapped[str] = mapped_column(String(250), default="")
    disability_contact: Mapped[str] = mapped_column(String(250), default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    price_cents: Mapped[int | None]
    price_note: Mapped[str] = mapped_column(default="")
    is_certifying: Mapped[bool] = mapped_column(default=False)
    certification_id: Mapped[int | None] = mapped_column(ForeignKey("certification.id"), index=True)

    # What the French exchange of catalogues (LHÉO) asks beside what people read.
    formacodes: Mapped[list[str]] = mapped_column(default=list)
    # How each competency that it teaches is assessed, by the id of the competency.
    assessed_by: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reference: Mapped[str | None] = mapped_column(String(100))  # its number at the provider's
    confirmed_on: Mapped[date | None]  # its provider said that all of it is still true
    review_due_on: Mapped[date | None] = mapped_column(index=True)

    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # title, url, date
    is_demo: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    published_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)

    provider: Mapped[Organization] = relationship()
    author: Mapped[Member | None] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
    certification: Mapped[Certification | None] = relationship()
    partners: Mapped[list[Organization]] = relationship(secondary=partners)
    revision: Mapped[CourseVersion | None] = relationship(  # what waits for an animator
        primaryjoin="and_(CourseVersion.course_id == Course.id, CourseVersion.state == 'pending')",
        viewonly=True,
    )
    quality: Mapped[list[QualityCertificate]] = relationship(
        primaryjoin=lambda: and_(
            foreign(QualityCertificate.organization_id) == Course.provider_id,
            QualityCertificate.covers_training,
            QualityCertificate.verified_at.is_not(None),
            QualityCertificate.refusal == "",
        ),
        order_by=QualityCertificate.valid_until.desc,
        viewonly=True,
    )

    @property
    def address(self) -> str:
        return f"/formations/{self.id}"

    @property
    def is_online(self) -> bool:
        return self.state is ONLINE

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def mode_label(self) -> str:
        return MODE_LABELS[self.mode]

    @property
    def track_label(self) -> str:
        return TRACK_LABELS[self.track]

    @property
    def price_in_words(self) -> str:
        return price_in_words(self.price_cents, self.price_note)

    @property
    def duration_in_words(self) -> str:
        return duration_in_words(self.hours, self.duration_note)

    def certifies(self, on: date) -> bool:
        """Whether it may be called certifying that day: a certification past its end ends it."""
        ended = self.certification is not None and not self.certification.is_open(on)
        return self.is_certifying and not ended

    def quality_on(self, on: date) -> QualityCertificate | None:
        """The quality certificate of its provider that day, as checked; else the last that ended."""
        begun = [one for one in self.quality if one.valid_from <= on]
        return max(begun, key=lambda one: one.valid_until, default=None)

    def is_to_confirm(self, on: date) -> bool:
        """Whether a year has passed since its provider last said that all of it is true."""
        return self.is_online and self.review_due_on is not None and self.review_due_on <= on


class CourseEvent(Model):
    """A line of the history of a course: rows are added, never changed."""

    __tablename__ = "course_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    what: Mapped[Happening]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped[Member | None] = relationship()

    @property
    def label(self) -> str:
        return HAPPENING_LABELS[self.what]
