"""What a plan chooses among: the runs of today, with what keeps some of them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from intranet.bookings.models import VACANT, Standing
from intranet.career.gains import Levels
from intranet.career.models import PlanStep, StepState, Unit
from intranet.career.planning import Barrier, CourseOption, Span
from intranet.career.queries.plans_times import days_of, slots_of_runs, spans_of
from intranet.career.queries.seats import Seat, Wishes

CENTS = 100
NOTHING = Fraction(0)
# Whoever plans may have a seat there: now, or when registration opens.
HOPEFUL = VACANT | {Standing.SOON}
# Whoever insists may still have one.
WAITED_FOR = HOPEFUL | {Standing.WAITING_LIST}


@dataclass(frozen=True)
class Offered:
    """Runs by their ids, with their days; `useful` are those that raise something that is missing."""

    seats: Mapping[int, Seat]
    spans: Mapping[int, tuple[Span, ...]]
    days: Mapping[int, Fraction | None]
    useful: frozenset[int]
    at: datetime

    @classmethod
    def of(
        cls, seats: Sequence[Seat], missing: Mapping[int, int], levels: Levels, at: datetime
    ) -> Offered:
        """In one statement: the half-days of all of them. A run without days is for nobody’s plan."""
        seats = [seat for seat in seats if seat.run.starts_on]
        slots = slots_of_runs([seat.id for seat in seats])
        return cls(
            seats={seat.id: seat for seat in seats},
            spans={
                seat.id: spans_of(
                    slots.get(seat.id, ()),
                    seat.run.bookable.tz,
                    seat.run.starts_at,
                    seat.run.ends_at,
                )
                for seat in seats
            },
            days={seat.id: days_of(seat, slots.get(seat.id, ())) for seat in seats},
            useful=frozenset(
                seat.id
                for seat in seats
                if any(seat.raises.get(item, 0) > (levels.get(item) or 0) for item in missing)
            ),
            at=at,
        )

    def choices(
        self, unit: Unit, wishes: Wishes, steps: Iterable[PlanStep] = ()
    ) -> list[CourseOption]:
        """What the rules of planning choose among, costs in days or in euros."""
        fixed, decided = self._fixed(steps), list(steps)
        unwanted = {step.course_id for step in decided if step.state is StepState.SET_ASIDE}
        return [
            CourseOption(
                course_id=seat.course.id,
                cost=self.cost(seat, unit) or NOTHING,
                raises=seat.raises,
                needs=seat.needs,
                run_id=seat.id,
                times=self.spans[seat.id],
                ends_on=seat.run.ends_on,
                barrier=None
                if seat.id in fixed
                else self._barrier(seat, unit, wishes, seat.course.id in unwanted),
                is_fixed=seat.id in fixed,
            )
            for seat in self.seats.values()
            if seat.id in fixed or (seat.id in self.useful and self.is_to_come(seat))
        ]

    def cost(self, seat: Seat, unit: Unit) -> Fraction | None:
        """None where it is not said."""
        if unit is Unit.DAYS:
            return self.days[seat.id]
        return None if seat.price_cents is None else Fraction(seat.price_cents, CENTS)

    def is_to_come(self, seat: Seat) -> bool:
        """Whether somebody who is not registered may think of it at all."""
        gone = {Standing.CALLED_OFF, Standing.PAST, Standing.UNDERWAY, Standing.UNDATED}
        return seat.course.is_online and seat.here.standing not in gone

    def others_of(self, course_id: int) -> list[Seat]:
        """The runs of a course where one may have a seat, the first to come first."""
        return [
            seat
            for seat in sorted(self.seats.values(), key=lambda one: (one.between, one.id))
            if seat.course.id == course_id
            and seat.course.is_online
            and seat.here.standing in HOPEFUL
        ]

    def _fixed(self, steps: Iterable[PlanStep]) -> set[int]:
        """Where one is registered; then what one keeps, or another run of it where that one is lost."""
        chosen = {
            seat.course.id: seat.id
            for seat in self.seats.values()
            if seat.is_mine and seat.id in self.useful and self._is_not_over(seat)
        }
        for step in steps:
            if step.state is not StepState.KEPT or step.course_id in chosen:
                continue
            kept = self.seats.get(step.run_id or 0)
            if kept and kept.course.is_online and kept.here.standing in WAITED_FOR:
                chosen[step.course_id] = kept.id
            elif others := self.others_of(step.course_id):
                chosen[step.course_id] = others[0].id
        return set(chosen.values())

    def _is_not_over(self, seat: Seat) -> bool:
        ends = seat.run.ends_at
        return not seat.run.bookable.is_called_off and ends is not None and ends > self.at

    def _barrier(self, seat: Seat, unit: Unit, wishes: Wishes, is_unwanted: bool) -> Barrier | None:
        if is_unwanted:
            return Barrier.SET_ASIDE
        if seat.here.standing not in HOPEFUL:
            return Barrier.NO_SEAT
        if not wishes.suits(seat.run):
            return Barrier.ELSEWHERE
        return Barrier.NO_PRICE if self.cost(seat, unit) is None else None
