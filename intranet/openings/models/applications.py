"""An application to an opening (candidature): where it stands, its files, what befell it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import Need
from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.members.models import Member
from intranet.openings.models.openings import Opening
from intranet.openings.models.words import Route


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    ON_HOLD = "on_hold"
    SHORTLISTED = "shortlisted"
    INTERVIEW = "interview"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OPENING_CANCELLED = "opening_cancelled"
    EXPIRED = "expired"


APPLICATION_LABELS = {
    ApplicationState.DRAFT: "Brouillon",
    ApplicationState.SUBMITTED: "Envoyée",
    ApplicationState.IN_REVIEW: "À l’étude",
    ApplicationState.ON_HOLD: "En attente",
    ApplicationState.SHORTLISTED: "Présélectionnée",
    ApplicationState.INTERVIEW: "Entretien",
    ApplicationState.OFFERED: "Poste proposé",
    ApplicationState.ACCEPTED: "Acceptée",
    ApplicationState.DECLINED: "Proposition déclinée",
    ApplicationState.REFUSED: "Refusée",
    ApplicationState.WITHDRAWN: "Retirée",
    ApplicationState.OPENING_CANCELLED: "Recrutement abandonné",
    ApplicationState.EXPIRED: "Non envoyée à temps",
}
GRACE = timedelta(minutes=5)  # for whoever had begun before the closing instant
NEVER_SENT = frozenset({ApplicationState.DRAFT, ApplicationState.EXPIRED})
# Sent, and nothing is decided or offered.
STUDIED = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.IN_REVIEW,
        ApplicationState.ON_HOLD,
        ApplicationState.SHORTLISTED,
        ApplicationState.INTERVIEW,
    }
)
# What waits for an answer, of one side or the other.
PENDING = STUDIED | {ApplicationState.OFFERED}
DECIDED = (
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
    ApplicationState.OPENING_CANCELLED,
    ApplicationState.EXPIRED,
)
_DECIDED = ", ".join(f"'{state.value}'" for state in DECIDED)


class RefusalReason(StrEnum):
    """Why an application is refused, in the recruiter's words."""

    COMPETENCIES = "competencies"
    EXPERIENCE = "experience"
    STATUS = "status"
    AVAILABILITY = "availability"
    OTHER_CANDIDATE = "other_candidate"
    INCOMPLETE = "incomplete"
    OTHER = "other"
    SILENCE = "silence"  # written by the clock alone: nobody answered in sixty days


REFUSAL_LABELS = {
    RefusalReason.COMPETENCIES: "Des compétences à renforcer",
    RefusalReason.EXPERIENCE: "Une expérience plus proche du poste a été préférée",
    RefusalReason.STATUS: "Le statut ne permet pas d’occuper ce poste",
    RefusalReason.AVAILABILITY: "La date de disponibilité ne convient pas",
    RefusalReason.OTHER_CANDIDATE: "Une autre personne a été retenue",
    RefusalReason.INCOMPLETE: "La candidature est incomplète",
    RefusalReason.OTHER: "Un autre motif",
    RefusalReason.SILENCE: "L’employeur n’a pas répondu",
}


class FileKind(StrEnum):
    """What a file of an application is."""

    CV = "cv"
    LETTER = "letter"
    ORDER = "order"  # the administrative order that proves a status (arrêté)
    OTHER = "other"


FILE_LABELS = {
    FileKind.CV: "CV",
    FileKind.LETTER: "Lettre",
    FileKind.ORDER: "Arrêté ou justificatif de statut",
    FileKind.OTHER: "Autre document",
}


class Scan(StrEnum):
    """What an antivirus said of a file; nothing is called clean that was not read."""

    UNSCANNED = "unscanned"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    ERROR = "error"


class ApplicationAlreadyMoved(Exception):
    """Somebody else decided on this application since it was read, or it was withdrawn."""


class JobApplication(Dated, Model):
    """What somebody sends to hold a post. One at a time for an opening, unless withdrawn."""

    __tablename__ = "job_application"
    __table_args__ = (
        Index(
            "uq_job_application_active",
            "opening_id",
            "applicant_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        CheckConstraint(
            f"(state IN ({_DECIDED})) = (decided_at IS NOT NULL)", name="decided_says_when"
        ),
        CheckConstraint(
            "state IN ('draft', 'expired') OR submitted_at IS NOT NULL", name="sent_says_when"
        ),
        CheckConstraint(
            "archived_at IS NULL OR state NOT IN ('accepted', 'offered')",
            name="what_is_offered_is_not_archived",
        ),
        Index("ix_job_application_applicant_id", "applicant_id"),
        Index("ix_job_application_opening_id_state", "opening_id", "state"),
        Index("ix_job_application_submitted_at", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    # None once anonymised, two years after the decision: the row only counts from then on.
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    submission_token: Mapped[str] = mapped_column(
        String(36), unique=True, default=lambda: str(uuid4())
    )
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)  # who writes second loses
    archived_at: Mapped[datetime | None]
    archived_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    message: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[list[str]] = mapped_column(default=list)  # to the questions of the opening
    route: Mapped[Route | None]
    notice: Mapped[str] = mapped_column(String(200), default="")
    available_on: Mapped[date | None]
    shares_profile: Mapped[bool] = mapped_column(default=False)
    accepts_course_advice: Mapped[bool] = mapped_column(default=False)
    # What was shared, as it was when it was sent: levels, and what the opening asked for.
    profile_snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)

    begun_at: Mapped[datetime]  # the form was opened: counts for the minutes of grace
    submitted_at: Mapped[datetime | None]
    first_viewed_at: Mapped[datetime | None]
    first_answer_at: Mapped[datetime | None]
    promised_on: Mapped[date | None]  # an answer, when put on hold
    decided_at: Mapped[datetime | None]
    refusal_reason: Mapped[RefusalReason | None]
    reason_is_shared: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[str] = mapped_column(Text, default="")
    to_strengthen: Mapped[list[int]] = mapped_column(
        JSON, default=list
    )  # items, as the refusal says
    pool_until: Mapped[date | None]  # the person agreed to be kept in mind until then
    interview_at: Mapped[datetime | None]
    interview_place: Mapped[str] = mapped_column(String(300), default="")
    interview_sequence: Mapped[int] = mapped_column(default=0)  # of its .ics
    # Who it is stays hidden from the desk until it is shortlisted, as the opening promised.
    is_veiled: Mapped[bool] = mapped_column(default=False)
    anonymised_at: Mapped[datetime | None]

    opening: Mapped[Opening] = relationship()
    applicant: Mapped[Member | None] = relationship(foreign_keys=[applicant_id])
    files: Mapped[list[ApplicationFile]] = relationship(
        back_populates="application",
        order_by="ApplicationFile.id",
        cascade="all, delete-orphan",
    )
    events: Mapped[list[ApplicationEvent]] = relationship(
        back_populates="application",
        order_by="ApplicationEvent.id",
        cascade="all, delete-orphan",
    )

    @property
    def name_at_desk(self) -> str:
        """Who it is, to those who answer it."""
        if self.applicant is None:
            return "Personne anonymisée"
        return f"Candidature {self.uuid[:4].upper()}" if self.is_veiled else self.applicant.name

    @property
    def covered_in_words(self) -> str:
        """How much of what is required the joined levels cover; nothing where none were joined."""
        lines = self.profile_snapshot.get("lines", [])
        if not lines:
            return ""
        required = [line for line in lines if line["need"] == Need.REQUIRED.value]
        if not any(line["is_known"] for line in required):
            return "niveaux non renseignés"
        return str(self.profile_snapshot["words"])

    def missed_interview(self, at: datetime) -> datetime | None:
        """What was to come when something else was decided: it is not held."""
        is_off = self.state is not ApplicationState.INTERVIEW
        return (
            self.interview_at if is_off and self.interview_at and self.interview_at > at else None
        )

    @property
    def is_unanswered(self) -> bool:
        """Closed by the clock, for want of an answer."""
        return self.refusal_reason is RefusalReason.SILENCE


class ApplicationFile(Dated, Model):
    """A file joined to an application; deleted, only its trace stays."""

    __tablename__ = "application_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("job_application.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    kind: Mapped[FileKind]
    name: Mapped[str]
    scan: Mapped[Scan] = mapped_column(default=Scan.UNSCANNED)
    deleted_at: Mapped[datetime | None]

    application: Mapped[JobApplication] = relationship(back_populates="files")
    attachment: Mapped[Attachment | None] = relationship()


class FileVisit(Model):
    """Somebody opened a file of an application: its owner is told who, and when."""

    __tablename__ = "file_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_file_id: Mapped[int] = mapped_column(ForeignKey("application_file.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]

    member: Mapped[Member] = relationship()


class ApplicationEvent(Model):
    """What befell an application, who did it and when: rows are added, never changed."""

    __tablename__ = "application_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("job_application.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # None: the clock
    from_state: Mapped[ApplicationState | None]
    to_state: Mapped[ApplicationState]
    note: Mapped[str] = mapped_column(Text, default="")
    is_visible_to_applicant: Mapped[bool] = mapped_column(default=True)

    application: Mapped[JobApplication] = relationship(back_populates="events")
    actor: Mapped[Member | None] = relationship()
