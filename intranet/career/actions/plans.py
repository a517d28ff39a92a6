"""Beginning a plan, setting what it must hold in, deciding of its courses, deleting it with a way back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from intranet.career.models import Plan, PlanShare, PlanStep, PlanVisit, StepState, Unit
from intranet.career.queries import plans as queries
from intranet.career.queries.plans_drawn import Drawn, draw
from intranet.competencies.matching import percent
from intranet.kit.clock import in_paris
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.members.models import Member

KEPT_FOR = timedelta(days=30)  # a deleted plan may be taken back


class PlanIsGone(Exception):
    """It was deleted since this page was opened."""


class AnotherTakesItsPlace(Exception):
    """One plan towards one thing: another was begun meanwhile."""


@dataclass(frozen=True)
class Frame:
    """What a plan must hold in."""

    unit: Unit = Unit.DAYS
    budget: int | None = None
    latest_on: date | None = None
    regions: tuple[str, ...] = ()
    accepts_remote: bool = True


@dataclass(frozen=True)
class Aim:
    """A job or an opening, by id."""

    job_profile_id: int | None = None
    opening_id: int | None = None


def begin(member: Member, aim: Aim, frame: Frame, at: datetime) -> Plan:
    """A plan towards something, drawn at once; the one that the member has already, if they have one.

    Pressed twice, it is one plan: the row of the member is held meanwhile.
    """
    hold_row(Member, member.id)
    known = queries.plan_towards(
        member, job_profile_id=aim.job_profile_id, opening_id=aim.opening_id
    )
    if found := db.session.scalars(known).first():
        return found
    made = Plan(
        member_id=member.id,
        job_profile_id=aim.job_profile_id,
        opening_id=aim.opening_id,
        drawn_at=at,
    )
    _set(made, frame)
    db.session.add(made)
    db.session.flush()
    agree(made, draw(made, member, at))
    return made


def hold(plan_id: int, member: Member) -> Plan:
    """One’s own plan, held until the end of the transaction. Raises PlanIsGone."""
    query = queries.plans_of(member).where(Plan.id == plan_id)
    hold_row(Plan, plan_id)
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise PlanIsGone
    return found


def reframe(held: Plan, frame: Frame, member: Member, at: datetime) -> None:
    """Draw it again within other limits."""
    _set(held, frame)
    agree(held, draw(held, member, at))


def keep(held: Plan, course_id: int, run_id: int, member: Member, at: datetime) -> None:
    """Let this run stay in the plan, whatever becomes cheaper."""
    _decide(held, course_id, StepState.KEPT, run_id, in_paris(at).date())
    agree(held, draw(held, member, at))


def set_aside(held: Plan, course_id: int, member: Member, at: datetime) -> None:
    """Propose this course no more."""
    _decide(held, course_id, StepState.SET_ASIDE, None, None)
    agree(held, draw(held, member, at))


def leave_open(held: Plan, course_id: int, member: Member, at: datetime) -> None:
    """What was decided of a course is decided no more: the heuristic says."""
    for step in [one for one in held.steps if one.course_id == course_id]:
        held.steps.remove(step)
    db.session.flush()
    agree(held, draw(held, member, at))


def agree(held: Plan, drawn: Drawn) -> None:
    """Keep the plan as it is drawn: what changes from now on will be told from here."""
    known = {step.course_id: step for step in held.steps}
    drawn_ids = {line.seat.course.id for line in drawn.lines}
    for course_id, step in known.items():
        if course_id not in drawn_ids and step.state is not StepState.SET_ASIDE:
            held.steps.remove(step)
    db.session.flush()
    for rank, line in enumerate(drawn.lines, 1):
        step = known.get(line.seat.course.id) or PlanStep(course_id=line.seat.course.id, rank=rank)
        if step.course_id not in known:
            held.steps.append(step)
        elif step.state is StepState.SET_ASIDE:  # one registered to it since
            step.state = StepState.PROPOSED
        step.rank, step.run_id = rank, line.seat.id
        step.starts_on, step.ends_on = line.seat.between
    start, end = drawn.path.start, drawn.path.score
    held.drawn_at, held.asked_then = drawn.at, drawn.digest
    held.score_then = None if start is None else percent(start)
    held.score_after = None if end is None else percent(end)
    db.session.flush()


def show_to_recruiters(held: Plan, at: datetime | None) -> None:
    """Let the recruiters of the opening read what it leads to; no more with None."""
    held.shown_at = at if held.opening_id else None


def delete_plan(held: Plan, at: datetime) -> None:
    """Nobody reads it any more, its links open nothing; its owner may take it back for a month."""
    held.deleted_at, held.shown_at = at, None


def take_back(plan_id: int, member: Member) -> Plan:
    """A deleted plan stands again. Raises PlanIsGone, AnotherTakesItsPlace."""
    hold_row(Member, member.id)
    query = queries.deleted_plans_of(member).where(Plan.id == plan_id)
    found = db.session.scalars(query).first()
    if found is None:
        raise PlanIsGone
    towards = queries.plan_towards(
        member, job_profile_id=found.job_profile_id, opening_id=found.opening_id
    )
    if db.session.scalars(towards).first():
        raise AnotherTakesItsPlace
    found.deleted_at = None
    return found


def purge_plans(at: datetime) -> int:
    """Erase what nobody took back; how many. For `tick`."""
    gone = db.session.scalars(queries.plans_deleted_before(at - KEPT_FOR)).all()
    _erase(gone)
    return len(gone)


def erase_plans(member_id: int, at: datetime) -> None:
    """All of a member’s plans, their steps, their links and the visits; where they came, no name."""
    _erase(db.session.scalars(select(Plan.id).where(Plan.member_id == member_id)).all())
    came = update(PlanVisit).where(PlanVisit.member_id == member_id)
    db.session.execute(came.values(member_id=None))


def _erase(plan_ids: Collection[int]) -> None:
    """Held first, as whoever changes one holds it before its steps."""
    held = select(Plan.id).where(Plan.id.in_(plan_ids)).order_by(Plan.id)
    db.session.execute(held.with_for_update())
    links = select(PlanShare.id).where(PlanShare.plan_id.in_(plan_ids))
    for row, theirs in (
        (PlanVisit, PlanVisit.share_id.in_(links)),
        (PlanShare, PlanShare.plan_id.in_(plan_ids)),
        (PlanStep, PlanStep.plan_id.in_(plan_ids)),
        (Plan, Plan.id.in_(plan_ids)),
    ):
        db.session.execute(delete(row).where(theirs))


def _decide(
    held: Plan, course_id: int, state: StepState, run_id: int | None, on: date | None
) -> None:
    """The days that a run takes place are written when the plan is drawn with it."""
    step = next((one for one in held.steps if one.course_id == course_id), None)
    if step is None:
        step = PlanStep(course_id=course_id, rank=len(held.steps) + 1)
        held.steps.append(step)
    step.state, step.run_id = state, run_id
    step.starts_on = step.ends_on = on
    db.session.flush()


def _set(plan: Plan, frame: Frame) -> None:
    plan.unit, plan.budget, plan.latest_on = frame.unit, frame.budget, frame.latest_on
    plan.region_codes, plan.accepts_remote = list(frame.regions), frame.accepts_remote
