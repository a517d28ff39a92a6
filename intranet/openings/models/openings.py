"""What an opening is: a post that an employer of the network wants to fill; and what befell it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import JobProfile, RequirementSet
from intranet.kit.clock import in_paris
from intranet.kit.db import Dated, Model
from intranet.kit.files import Attachment
from intranet.members.models import Member
from intranet.openings.models.words import (
    ONLINE_STATES,
    ApplyMode,
    Category,
    CloseReason,
    Experience,
    JobKind,
    Route,
    State,
    Vacancy,
    WorkTime,
    mask_of,
    routes_in,
)
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Municipality, Precision
from intranet.places.shapes import department_names

if TYPE_CHECKING:
    from intranet.openings.models.desk import OpeningMember

FRESH_FOR = timedelta(days=90)  # without a word from its owner, an opening leaves the board
SHOWN_AFTER_END = timedelta(days=30)  # a closed one still answers, then is gone; and may reopen

CONFIDENTIAL = "Employeur confidentiel"
UNNAMED = "Une personne qui recrute"

TEXTS = "texts"  # the long texts are read on the page of the opening alone
ONLINE = "state = 'published' AND filled < positions"
AWAITING = "state = 'in_review'"


class AlreadyMoved(Exception):
    """Somebody else changed this opening since it was read."""


class Opening(Dated, Model):
    """A post on offer. Where it is and who employs are copied, so that the board reads one table."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("positions >= 1", name="a_post_at_least"),
        CheckConstraint("filled BETWEEN 0 AND positions", name="filled_within_positions"),
        CheckConstraint("telework_days BETWEEN 0 AND 5", name="telework_in_a_week"),
        CheckConstraint("pay_min <= pay_max", name="pay_in_order"),
        CheckConstraint("work_share BETWEEN 10 AND 100", name="share_of_full_time"),
        CheckConstraint("pledged_days IN (7, 14, 21)", name="pledge_of_one_to_three_weeks"),
        CheckConstraint("frozen_at IS NULL OR state <> 'published'", name="frozen_is_off"),
        CheckConstraint("publish_at < closes_at", name="closes_after_publication"),
        CheckConstraint(
            "state NOT IN ('published', 'suspended', 'closed') OR (first_published_at IS NOT NULL"
            " AND publish_at IS NOT NULL AND closes_at IS NOT NULL AND last_confirmed_at IS NOT NULL"
            " AND employer_kind IS NOT NULL AND region_code IS NOT NULL"
            " AND requirement_set_id IS NOT NULL AND routes_mask > 0)",
            name="published_is_complete",
        ),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)"
            " AND (state = 'closed') = (close_reason IS NOT NULL)",
            name="closed_says_why",
        ),
        # What may be live, in the three orders the board reads it. They hold nothing of the
        # closed ones, and all that filters and counts ask, so that the table itself is not read.
        *(
            Index(
                f"ix_opening_online_{name}",
                *columns,
                sqlite_where=text(ONLINE),
                postgresql_where=text(ONLINE),
            )
            for name, columns in (
                (
                    "facets",
                    (
                        "region_code", "employer_kind", "category", "routes_mask",
                        "closes_at", "publish_at", "last_confirmed_at", "state", "filled",
                        "positions",
                    ),
                ),
                ("publish_at", ("publish_at", "id", "closes_at", "last_confirmed_at")),
                ("closes_at", ("closes_at", "id", "publish_at", "last_confirmed_at")),
                ("region_code", ("region_code", "publish_at", "id", "closes_at")),
                ("latitude", ("latitude", "longitude", "closes_at", "publish_at")),
            )
        ),
        Index(
            "uq_opening_source",
            "source",
            "source_ref",
            unique=True,
            sqlite_where=text("source_ref <> ''"),
            postgresql_where=text("source_ref <> ''"),
        ),
        Index("ix_opening_organization_id_state", "organization_id", "state"),
        Index("ix_opening_first_published_at", "first_published_at"),
        Index("ix_opening_closed_at", "closed_at"),
        Index(
            "ix_opening_in_review",
            "region_code",
            sqlite_where=text(AWAITING),
            postgresql_where=text(AWAITING),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)  # who writes second loses

    title: Mapped[str] = mapped_column(String(100))
    kind: Mapped[JobKind] = mapped_column(default=JobKind.JOB)
    job_profile_id: Mapped[int | None] = mapped_column(ForeignKey("job_profile.id"))
    missions: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    profile: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    positions: Mapped[int] = mapped_column(default=1)
    filled: Mapped[int] = mapped_column(default=0)
    work_time: Mapped[WorkTime] = mapped_column(default=WorkTime.FULL)
    telework_days: Mapped[int | None]  # a week; None where nothing is said
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]  # of a contract or a mission that has an end
    experience: Mapped[Experience | None]

    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    department_code: Mapped[str | None] = mapped_column(ForeignKey("department.code"))
    epci_siren: Mapped[str | None] = mapped_column(String(9))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    precision: Mapped[Precision | None]
    employer_kind: Mapped[Kind | None]

    pay_min: Mapped[int | None]  # euros a year, before deductions
    pay_max: Mapped[int | None]
    pay_note: Mapped[str] = mapped_column(String(200), default="")
    category: Mapped[Category | None]
    grades: Mapped[list[str]] = mapped_column(default=list)
    routes_mask: Mapped[int] = mapped_column(default=0)

    vacancy: Mapped[Vacancy | None]
    vacant_on: Mapped[date | None]
    recruiting_authority: Mapped[str] = mapped_column(String(200), default="")
    job_family: Mapped[str] = mapped_column(String(200), default="")
    conditions: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    benefits: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    urgent_reason: Mapped[str] = mapped_column(
        Text, default="", deferred=True, deferred_group=TEXTS
    )

    how_to_apply: Mapped[str] = mapped_column(Text, default="", deferred=True, deferred_group=TEXTS)
    apply_url: Mapped[str] = mapped_column(String(500), default="")

    publish_at: Mapped[datetime | None]
    first_published_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    last_confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[CloseReason | None]
    requirement_set_id: Mapped[int | None] = mapped_column(
        ForeignKey("requirement_set.id"), unique=True
    )
    is_demo: Mapped[bool] = mapped_column(default=False)

    work_share: Mapped[int | None]  # percent of full time, for a part-time post
    apply_mode: Mapped[ApplyMode] = mapped_column(default=ApplyMode.ELSEWHERE)
    is_cv_required: Mapped[bool] = mapped_column(default=True)
    is_anonymous: Mapped[bool] = mapped_column(default=False)  # until shortlisted
    is_confidential: Mapped[bool] = mapped_column(default=False)  # the employer, if private
    questions: Mapped[list[str]] = mapped_column(default=list)  # three at most
    pledged_days: Mapped[int | None]  # an answer within so many days: 7, 14 or 21
    csp_reference: Mapped[str] = mapped_column(String(80), default="")  # Choisir le service public
    csp_published_on: Mapped[date | None]
    et_reference: Mapped[str] = mapped_column(String(80), default="")  # emploi-territorial
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"))
    # Where it was imported from: one post of another board is here once.
    source: Mapped[str] = mapped_column(String(40), default="")
    source_ref: Mapped[str] = mapped_column(String(120), default="")
    apply_email: Mapped[str] = mapped_column(String(254), default="")  # never shown: we pass on
    job_sheet_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))  # fiche de poste
    # Frozen by reports: suspended, and only an animator puts it back.
    frozen_at: Mapped[datetime | None]
    frozen_reason: Mapped[str] = mapped_column(Text, default="")
    outcome_asked_at: Mapped[datetime | None]  # « pourvu ? » two weeks after its end
    outcome_said_at: Mapped[datetime | None]  # after its date had closed it
    channels: Mapped[list[str]] = mapped_column(default=list)  # where else it was published

    organization: Mapped[Organization] = relationship()
    owner: Mapped[Member] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    job_profile: Mapped[JobProfile | None] = relationship()
    job_sheet: Mapped[Attachment | None] = relationship()
    requirement_set: Mapped[RequirementSet | None] = relationship()
    team: Mapped[list[OpeningMember]] = relationship(
        back_populates="opening", order_by="OpeningMember.id", cascade="all, delete-orphan"
    )
    events: Mapped[list[OpeningEvent]] = relationship(
        back_populates="opening", order_by="OpeningEvent.id", cascade="all, delete-orphan"
    )

    @property
    def routes(self) -> list[Route]:
        return routes_in(self.routes_mask)

    @routes.setter
    def routes(self, routes: list[Route]) -> None:
        self.routes_mask = mask_of(routes)

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/offres/{self.id}"

    @property
    def employer(self) -> str:
        """Who employs, as everybody may read it: the twin of `queries.EMPLOYER`, tested equal."""
        return CONFIDENTIAL if self.is_confidential else self.organization.name

    @property
    def place(self) -> str:
        """Where one works, as everybody may read it: the twin of `queries.PLACE`."""
        if self.municipality is None:
            return ""
        code = self.municipality.department_code
        town = department_names()[code] if self.is_confidential else self.municipality.name
        return f"{town} ({code})"

    def recruiter(self, person: Member) -> str:
        """What candidates read of one who recruits."""
        return UNNAMED if self.is_confidential else person.name

    @property
    def left(self) -> int:
        """How many posts are still to fill."""
        return self.positions - self.filled

    @property
    def reference(self) -> str:
        """What people quote: OFF-2026-0017; the year as it was in Paris."""
        year = in_paris(self.first_published_at or self.created_at).year
        return f"OFF-{year}-{self.id:04}"

    def is_live(self, at: datetime) -> bool:
        """Whether one may answer it: the twin of `queries.live`, tested equal."""
        return (
            self.state is State.PUBLISHED
            and self.filled < self.positions
            and self.publish_at is not None
            and self.closes_at is not None
            and self.last_confirmed_at is not None
            and self.publish_at <= at < self.closes_at
            and self.last_confirmed_at > at - FRESH_FOR
        )

    def ended_at(self, at: datetime) -> datetime | None:
        """Since when it is over: closed by somebody, or by its own date."""
        if self.state is State.CLOSED:
            return min(self.closed_at or at, self.closes_at or at)
        if self.state in ONLINE_STATES and self.closes_at:
            return self.closes_at if self.closes_at <= at else None
        return None

    def is_gone(self, at: datetime) -> bool:
        """Over for so long that its page no longer answers."""
        ended = self.ended_at(at)
        return ended is not None and at - ended >= SHOWN_AFTER_END


class OpeningEvent(Model):
    """What befell an opening, who did it and when: rows are added, never changed."""

    __tablename__ = "opening_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # None: the clock
    from_state: Mapped[State | None]
    to_state: Mapped[State]
    reason: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[list[str]] = mapped_column(default=list)  # names of the fields reworded

    opening: Mapped[Opening] = relationship(back_populates="events")
    actor: Mapped[Member | None] = relationship()
