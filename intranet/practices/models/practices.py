"""What a practice is: who owns it, its versions and which of them is published or worked on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.kit.db import Dated, Model
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.places.models import Department, Region
from intranet.practices.models.reviews import BY_ANIMATOR, Decision, Review
from intranet.practices.models.sheets import EVIDENCE_LABELS, KIND_LABELS, Evidence, Kind, Sheet
from intranet.practices.models.states import State
from intranet.practices.models.themes import Theme, practice_theme

if TYPE_CHECKING:
    from intranet.practices.models.documents import PracticeDocument

REVIEW_CYCLES = (6, 12, 24)  # months between two verifications, as the owner chooses

practice_region = Table(
    "practice_region",
    Model.metadata,
    Column("practice_id", ForeignKey("practice.id"), primary_key=True),
    Column("region_code", ForeignKey("region.code"), primary_key=True, index=True),
)
practice_author = Table(
    "practice_author",
    Model.metadata,
    Column("practice_id", ForeignKey("practice.id"), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
)


# Written out, for the partial index: the words of `queries.is_listed`.
IS_LISTED = (
    "published_version_id IS NOT NULL AND withdrawn_on IS NULL"
    " AND merged_into_id IS NULL AND archived_on IS NULL"
)


class Practice(Dated, Model):
    """A sheet of an organization, through its versions.

    What lists filter by (kind, places, themes, evidence) is that of the published version; before
    the first publication, that of the working one, which only its owner and reviewers see.
    """

    __tablename__ = "practice"
    __table_args__ = (
        CheckConstraint("review_cycle IN (6, 12, 24)", name="known_cycle"),
        CheckConstraint("evidence BETWEEN 0 AND 4", name="on_ladder"),
        CheckConstraint("is_starting OR owner_id IS NOT NULL", name="owned_or_starting"),
        CheckConstraint(
            "submitted_at IS NULL OR working_version_id IS NOT NULL", name="submitted_has_version"
        ),
        CheckConstraint(
            "(published_version_id IS NULL) = (published_at IS NULL)", name="published_is_dated"
        ),
        UniqueConstraint("owner_id", "import_ref"),
        CheckConstraint("cost_band BETWEEN 0 AND 3", name="known_cost_band"),
        Index("ix_practice_published_at", "published_at"),
        Index("ix_practice_verify_on", "verify_on"),
        Index("ix_practice_owner_id_verify_on", "owner_id", "verify_on"),
        Index(
            "ix_practice_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        # What anyone is shown, with what it is counted by.
        Index(
            "ix_practice_listed",
            *("published_at", "id", "region_code", "department_code", "owner_id"),
            sqlite_where=text(IS_LISTED),
            postgresql_where=text(IS_LISTED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[Kind] = mapped_column(default=Kind.PRACTICE)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    described_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    territory_name: Mapped[str] = mapped_column(default="")
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    department_code: Mapped[str | None] = mapped_column(ForeignKey("department.code"), index=True)
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    started: Mapped[str] = mapped_column(default="")
    ended: Mapped[str] = mapped_column(default="")
    evidence: Mapped[int] = mapped_column(default=Evidence.DECLARED.value)

    # use_alter: a practice points at two of its versions, and each version at its practice
    published_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice_version.id", use_alter=True, name="fk_practice_published_version")
    )
    working_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice_version.id", use_alter=True, name="fk_practice_working_version")
    )
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]  # the first time
    review_cycle: Mapped[int] = mapped_column(default=12)
    verified_on: Mapped[date | None]
    verify_on: Mapped[date | None]  # when it should be verified again
    archived_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"))
    merged_at: Mapped[datetime | None]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    is_starting: Mapped[bool] = mapped_column(
        default=False
    )  # written by us from what was published
    import_ref: Mapped[str | None] = mapped_column(String(100))  # its key in the owner's own file
    # What lists filter by, counted when a version is published.
    cost_band: Mapped[int | None]  # 0: nothing, 1: under 10 000 €, 2: under 100 000 €, 3: more
    size_band: Mapped[int | None]  # of the territory, by its inhabitants
    has_documents: Mapped[bool] = mapped_column(default=False)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    # What the timer already told: of its verification, of its contact who left, of its draft.
    verify_told: Mapped[int] = mapped_column(default=0)
    asked_on: Mapped[date | None]  # when an animator asked whether it is still exact
    orphaned_on: Mapped[date | None]
    orphan_told: Mapped[int] = mapped_column(default=0)
    proposed_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # as its next contact
    proposed_on: Mapped[date | None]
    draft_told: Mapped[int] = mapped_column(default=0)
    lock_version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Organization | None] = relationship(foreign_keys=[owner_id])
    described: Mapped[Organization | None] = relationship(foreign_keys=[described_id])
    author: Mapped[Member | None] = relationship(foreign_keys=[author_id])
    contact: Mapped[Member | None] = relationship(foreign_keys=[contact_id])
    substitute: Mapped[Member | None] = relationship(foreign_keys=[substitute_id])
    merged_by: Mapped[Member | None] = relationship(foreign_keys=[merged_by_id])
    proposed: Mapped[Member | None] = relationship(foreign_keys=[proposed_id])
    region: Mapped[Region | None] = relationship(foreign_keys=[region_code])
    department: Mapped[Department | None] = relationship(foreign_keys=[department_code])
    published: Mapped[PracticeVersion | None] = relationship(
        foreign_keys=[published_version_id], viewonly=True
    )
    working: Mapped[PracticeVersion | None] = relationship(
        foreign_keys=[working_version_id], viewonly=True
    )
    versions: Mapped[list[PracticeVersion]] = relationship(
        back_populates="practice",
        foreign_keys="PracticeVersion.practice_id",
        order_by="PracticeVersion.number",
    )
    reviews: Mapped[list[Review]] = relationship(back_populates="practice", order_by=Review.id)
    themes: Mapped[list[Theme]] = relationship(
        secondary=practice_theme, order_by=Theme.position, lazy="raise_on_sql"
    )
    authors: Mapped[list[Member]] = relationship(secondary=practice_author)
    documents: Mapped[list[PracticeDocument]] = relationship(back_populates="practice")

    @property
    def address(self) -> str:
        return f"/pratiques/{self.slug}"

    @property
    def region_beside(self) -> str | None:
        """The name of its region, to tell beside its territory; not where they are one and the same."""
        name = self.region.name if self.region else None
        return None if name == self.territory_name else name

    @property
    def is_published(self) -> bool:
        return bool(self.published_version_id) and not (self.withdrawn_on or self.merged_into_id)

    @property
    def answering(self) -> list[Member]:
        """Its contact and their substitute: those of them who still work for its owner."""
        named = [person for person in (self.contact, self.substitute) if person]
        return [each for each in named if each.is_active and each.organization_id == self.owner_id]

    @property
    def has_contact(self) -> bool:
        """Its contact still works for its owner."""
        return self.contact in self.answering

    @property
    def last_review(self) -> Review | None:
        """The last reading by an animator of what is written or online; opinions of experts decide
        nothing, nor what was said of a revision that was abandoned.
        """
        by_animators = [
            review
            for review in self.reviews
            if review.level == BY_ANIMATOR and review.revoked_at is None
        ]
        return by_animators[-1] if by_animators else None

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def evidence_label(self) -> str:
        return EVIDENCE_LABELS[Evidence(self.evidence)]

    @property
    def current(self) -> PracticeVersion:
        """The version that its owner would edit."""
        version = self.working or self.published
        assert version, "a practice is created with its first version"
        return version

    def is_to_verify(self, on: date) -> bool:
        """Published, and the day of its next verification has come."""
        return self.is_published and self.verify_on is not None and self.verify_on <= on

    def state(self, on: date) -> State:
        """What is shown of it to its readers; a revision under way is told apart (`working_state`)."""
        if self.withdrawn_on:
            return State.WITHDRAWN
        if self.archived_on:
            return State.ARCHIVED
        if self.is_to_verify(on):
            return State.TO_VERIFY
        return State.PUBLISHED if self.published_version_id else self.working_state

    @property
    def working_state(self) -> State:
        """Where the version being worked on stands."""
        if self.submitted_at:
            return State.IN_REVIEW
        last = self.last_review
        asked = last is not None and last.decision is Decision.CORRECTIONS
        return State.CORRECTIONS if asked else State.DRAFT


class PracticeVersion(Model):
    """What a sheet said at one moment. Submitted, it is sealed: the next change makes another."""

    __tablename__ = "practice_version"
    __table_args__ = (
        UniqueConstraint("practice_id", "number"),
        CheckConstraint("published_at IS NULL OR sha256 IS NOT NULL", name="published_is_sealed"),
        Index(
            "ix_practice_version_unread",  # by an animator, since it went online by itself
            "at",
            sqlite_where=text("is_minor = 1 AND checked_at IS NULL"),
            postgresql_where=text("is_minor AND checked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    number: Mapped[int]
    data: Mapped[dict[str, Any]]
    change_note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    sha256: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None]
    is_minor: Mapped[bool] = mapped_column(default=False)  # live at once, without a review
    checked_at: Mapped[datetime | None]  # a minor correction, read or reverted by an animator

    practice: Mapped[Practice] = relationship(back_populates="versions", foreign_keys=[practice_id])
    author: Mapped[Member | None] = relationship()

    @property
    def sheet(self) -> Sheet:
        return Sheet.read(self.data)

    @property
    def is_sealed(self) -> bool:
        return self.sha256 is not None
