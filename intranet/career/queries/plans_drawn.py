"""A plan as it stands now: drawn at each reading from today’s levels, courses and seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256

from intranet.career.gains import Levels, after, missing_of
from intranet.career.models import USUAL_DAYS, Plan, StepState, Unit
from intranet.career.planning import (
    Limits,
    Path,
    Span,
    Step,
    in_order,
    plan,
)
from intranet.career.queries.plans_offered import Offered
from intranet.career.queries.plans_short import Short, short_of
from intranet.career.queries.plans_times import busy_times, in_days
from intranet.career.queries.raising import seats_raising
from intranet.career.queries.seats import ANYWHERE, Seat, Wishes
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.matching import NOTHING_ASKED, Match, Wanted, in_percent, match
from intranet.competencies.models import Requirement
from intranet.competencies.queries import (
    Catalogue,
    catalogue_of,
    known_levels,
    requirements_of,
)
from intranet.courses.models import price_in_words
from intranet.kit.texts import euros, plural
from intranet.members.models import Member
from intranet.openings.models import Opening

FOR_EACH = 3  # runs read of each gap, level and order


@dataclass(frozen=True)
class Line:
    """One course of a plan: what it brings, and what following it takes."""

    step: Step
    seat: Seat
    days: Fraction | None
    state: StepState
    lacks: bool  # it asks for more than one has by then: the person insists

    @property
    def before(self) -> str:
        return in_percent(self.step.before)

    @property
    def after(self) -> str:
        return in_percent(self.step.after)

    @property
    def length(self) -> str:
        return in_days(self.days) if self.days else ""

    @property
    def price(self) -> str:
        """Of this run, else of its course; or what its provider says of it."""
        return price_in_words(self.seat.price_cents, self.seat.course.price_note)


@dataclass(frozen=True)
class Drawn:
    """The plan of one member at one instant."""

    at: datetime
    today: Match
    lines: tuple[Line, ...]  # by date
    path: Path
    short: tuple[Short, ...]
    potential: Fraction | None  # towards an opening: within the days that a recruiter may grant
    catalogue: Catalogue
    offered: Offered  # every run that was considered
    digest: str  # of the demand

    @property
    def scores(self) -> list[str]:
        """« 62 % », « 81 % », « 94 % »: today, then after each course."""
        start = [] if self.path.start is None else [in_percent(self.path.start)]
        return start + [line.after for line in self.lines]

    @property
    def days(self) -> Fraction:
        """Those that are known, added up."""
        return sum((line.days for line in self.lines if line.days), Fraction(0))

    @property
    def length(self) -> str:
        return in_days(self.days) if self.days else ""

    @property
    def price(self) -> str:
        """« 1 240 € », « 620 € et une formation au prix non dit »."""
        told = (
            "gratuit"
            if not self.cents
            else euros(self.cents // 100 if not self.cents % 100 else self.cents / 100)
        )
        if not self.unpriced:
            return told
        unsaid = plural(
            self.unpriced,
            "formation dont le prix n’est pas dit",
            "formations dont le prix n’est pas dit",
        )
        return f"{told} et {unsaid}" if self.cents else unsaid

    @property
    def cents(self) -> int:
        """The prices that are said, added up."""
        return sum(line.seat.price_cents or 0 for line in self.lines)

    @property
    def unpriced(self) -> int:
        """How many courses do not say their price."""
        return sum(line.seat.price_cents is None for line in self.lines)

    @property
    def potential_in_words(self) -> str:
        return NOTHING_ASKED if self.potential is None else in_percent(self.potential)

    @property
    def ends_on(self) -> date | None:
        """When all of it is followed."""
        return max((line.seat.between[1] for line in self.lines), default=None)


def draw(kept: Plan, member: Member, at: datetime, granted: int = USUAL_DAYS) -> Drawn:
    """In a dozen statements, however many courses there are.

    `granted` are the days of training within which one’s potential is told.
    """
    aim = kept.opening or kept.job_profile
    assert aim, "towards_one_thing"
    assert aim.requirement_set, "one plans towards a demand"
    demand = requirements_of([aim.requirement_set.id])[aim.requirement_set.id]
    catalogue = catalogue_of(aim.requirement_set.edition_id)
    levels = with_transfers(known_levels(member.id, at), catalogue.ties)
    today, busy = match(demand, levels), busy_times(member, at)
    asked = [*today.required, *today.desired]
    missing = missing_of(today)
    wishes = Wishes(tuple(kept.region_codes), kept.accepts_remote)
    found = seats_raising(
        missing,
        levels,
        at,
        member=member,
        for_each=FOR_EACH,
        wishes=wishes,
        also={*busy, *(step.run_id for step in kept.steps if step.run_id)},
    )
    offered = Offered.of(found, missing, levels, at)
    elsewhere = [
        span for number, spans in busy.items() if number not in offered.useful for span in spans
    ]
    budget = Fraction(kept.budget) if kept.budget else None
    limits = Limits(budget, kept.latest_on, elsewhere)
    choices = offered.choices(kept.unit, wishes, kept.steps)
    path = in_order(asked, plan(asked, levels, choices, limits))
    return Drawn(
        at=at,
        today=today,
        lines=_lines(path, offered, kept),
        path=path,
        short=short_of(asked, path, choices, limits, catalogue),
        potential=_potential(kept.opening, asked, levels, offered, elsewhere, granted),
        catalogue=catalogue,
        offered=offered,
        digest=digest_of(demand),
    )


def digest_of(asked: Sequence[Requirement]) -> str:
    """A word that changes with what a demand requires."""
    told = sorted((one.competency_id, one.level, one.weight, one.need) for one in asked)
    return sha256(repr(told).encode()).hexdigest()


def _lines(path: Path, offered: Offered, kept: Plan) -> tuple[Line, ...]:
    states = {step.course_id: step.state for step in kept.steps}
    reached, lines = path.today, []
    for step in path.steps:
        one = step.choice
        lines.append(
            Line(
                step,
                offered.seats[one.run_id],
                offered.days[one.run_id],
                states.get(one.course_id, StepState.PROPOSED),
                any((reached.get(item) or 0) < level for item, level in one.needs.items()),
            )
        )
        reached = after(reached, one)
    return tuple(lines)


def _potential(
    opening: Opening | None,
    asked: Sequence[Wanted],
    levels: Levels,
    offered: Offered,
    elsewhere: Sequence[Span],
    granted: int,
) -> Fraction | None:
    """The score after the best courses that a recruiter may grant the days of, wherever they are."""
    if opening is None:
        return None
    choices = offered.choices(Unit.DAYS, ANYWHERE)
    limits = Limits(Fraction(granted), eve_of(opening), elsewhere)
    return plan(asked, levels, choices, limits).score


def eve_of(opening: Opening) -> date | None:
    """The last day before the post begins, where that is said."""
    return opening.start_on - timedelta(days=1) if opening.start_on else None
