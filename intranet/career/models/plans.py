"""What a plan is (plan de formation): the courses that lead somebody to a job or to an opening."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.competencies.models import JobProfile
from intranet.courses.models import Course
from intranet.kit.db import Dated, Model
from intranet.kit.shares import Share, Visit
from intranet.members.models import Member
from intranet.openings.models import Opening

USUAL_DAYS = 5  # what a recruiter may grant: the limit within which one’s potential is told


class Unit(StrEnum):
    """What a plan spares: days, or euros."""

    DAYS = "days"
    EUROS = "euros"


UNIT_LABELS = {Unit.DAYS: "Le moins de jours", Unit.EUROS: "Le moins d’euros"}


class StepState(StrEnum):
    """Whether the heuristic proposes a course, or what the person decided of it."""

    PROPOSED = "proposed"
    KEPT = "kept"
    SET_ASIDE = "set_aside"


LIVE = "deleted_at IS NULL"


class Plan(Dated, Model):
    """Towards one job or one opening, within what the person set.

    Its steps are those of the last time that the person looked at them and agreed: what is read is
    drawn anew from today’s courses, seats and levels, and says what changed since.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint(
            "(job_profile_id IS NULL) <> (opening_id IS NULL)", name="towards_one_thing"
        ),
        CheckConstraint("budget > 0", name="budget_positive"),
        CheckConstraint("opening_id IS NOT NULL OR shown_at IS NULL", name="shown_to_a_recruiter"),
        *(
            Index(
                f"uq_plan_live_{towards}",
                "member_id",
                towards,
                unique=True,
                sqlite_where=text(LIVE),
                postgresql_where=text(LIVE),
            )
            for towards in ("job_profile_id", "opening_id")
        ),
        Index("ix_plan_opening_id", "opening_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    job_profile_id: Mapped[int | None] = mapped_column(ForeignKey("job_profile.id"))
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = mapped_column(default=Unit.DAYS)
    budget: Mapped[int | None]  # in whole days or euros; None: as much as it takes
    latest_on: Mapped[date | None]  # all must be over that day
    region_codes: Mapped[list[str]] = mapped_column(default=list)  # none: anywhere
    accepts_remote: Mapped[bool] = mapped_column(default=True)

    drawn_at: Mapped[datetime]  # of when the steps that are kept are
    score_then: Mapped[int | None]  # percents, today and after the last step, of that moment
    score_after: Mapped[int | None]
    asked_then: Mapped[str] = mapped_column(String(64), default="")  # a digest of the demand

    shown_at: Mapped[datetime | None]  # the recruiters of the opening read what it leads to
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)

    member: Mapped[Member] = relationship()
    job_profile: Mapped[JobProfile | None] = relationship()
    opening: Mapped[Opening | None] = relationship()
    steps: Mapped[list[PlanStep]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="PlanStep.rank"
    )

    @property
    def address(self) -> str:
        return f"/parcours/plans/{self.id}"

    @property
    def title(self) -> str:
        """What it leads to."""
        aim = self.opening or self.job_profile
        assert aim, "towards_one_thing"
        return aim.title

    @property
    def aim_address(self) -> str:
        """The page of what it leads to."""
        if self.opening:
            return self.opening.address
        assert self.job_profile, "towards_one_thing"
        return f"/referentiel/metiers/{self.job_profile.slug}"


class PlanStep(Model):
    """One course of a plan, as it stood when the plan was drawn; or one that the person set aside."""

    __tablename__ = "plan_step"
    __table_args__ = (
        UniqueConstraint("plan_id", "course_id"),
        CheckConstraint("(run_id IS NULL) = (state = 'set_aside')", name="has_a_run"),
        CheckConstraint("(run_id IS NULL) = (starts_on IS NULL)", name="has_days"),
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL)", name="dated_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    rank: Mapped[int]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("course_run.bookable_id"))
    state: Mapped[StepState] = mapped_column(default=StepState.PROPOSED)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    plan: Mapped[Plan] = relationship(back_populates="steps")
    course: Mapped[Course] = relationship()


class PlanShare(Dated, Share, Model):
    """A link to a plan that expires and can be revoked."""

    __tablename__ = "plan_share"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    shows_scores: Mapped[bool] = mapped_column(default=True)
    shows_prices: Mapped[bool] = mapped_column(default=True)

    plan: Mapped[Plan] = relationship()

    def is_open(self, at: datetime) -> bool:
        """It runs, its plan stands, and its owner still has an account."""
        stands = self.plan.deleted_at is None and self.plan.member.closed_at is None
        return self.is_running(at) and stands


class PlanVisit(Visit, Model):
    """A link to a plan was opened."""

    __tablename__ = "plan_visit"

    share_id: Mapped[int] = mapped_column(ForeignKey("plan_share.id"), index=True)

    member: Mapped[Member | None] = relationship()
