"""What changed in a plan since its owner last agreed to it: one sentence a thing."""

from __future__ import annotations

from collections.abc import Iterator

from intranet.bookings.models import Standing
from intranet.career.models import Plan, PlanStep, StepState
from intranet.career.queries.plans_drawn import Drawn, Line
from intranet.career.queries.seats import Seat
from intranet.competencies.matching import in_percent, percent
from intranet.kit.texts import NO_BREAK, day, from_to

GONE = {
    Standing.CALLED_OFF: "est annulée ou reportée",
    Standing.PAST: "est passée",
    Standing.UNDERWAY: "a commencé",
    Standing.FULL: "est complète",
    Standing.WAITING_LIST: "est complète",
    Standing.CLOSED: "n’accepte plus d’inscription",
}


def changes_of(kept: Plan, drawn: Drawn) -> list[str]:
    """What the demand, one’s levels, the courses and the seats did to it."""
    return [*_of_scores(kept, drawn), *_of_steps(kept, drawn)]


def _of_scores(kept: Plan, drawn: Drawn) -> Iterator[str]:
    if kept.asked_then != drawn.digest:
        what = "L’offre" if kept.opening_id else "Le métier"
        yield f"{what} ne demande plus la même chose."
    start = drawn.path.start
    if start is not None and kept.score_then is not None and percent(start) != kept.score_then:
        yield f"Votre score de départ était de {kept.score_then}{NO_BREAK}%, il est de {in_percent(start)}."


def _of_steps(kept: Plan, drawn: Drawn) -> Iterator[str]:
    now = {line.seat.course.id: line for line in drawn.lines}
    known = set()
    for step in kept.steps:
        if step.state is not StepState.SET_ASIDE:
            known.add(step.course_id)
            if said := _of_step(step, now.get(step.course_id), drawn):
                yield said
    for course_id, line in now.items():
        if course_id not in known:
            yield f"Ajoutée : « {line.seat.course.title} », {line.seat.run.dates}."


def _of_step(step: PlanStep, line: Line | None, drawn: Drawn) -> str | None:
    assert step.starts_on
    assert step.ends_on
    run = drawn.offered.seats.get(step.run_id or 0)
    named = f"« {step.course.title} » : la session du {day(step.starts_on)}"
    if line and line.seat.id == step.run_id:
        if (step.starts_on, step.ends_on) == line.seat.between:
            return None
        return f"{named} est déplacée : elle a lieu {from_to(*line.seat.between)}."
    if line:
        return f"{named} {_why(run, step)} : remplacée par {_another(line.seat, step)}."
    if not step.course.is_online:
        return f"« {step.course.title} » n’est plus au catalogue : retirée."
    if run and run.id not in drawn.offered.useful and run.here.standing is not Standing.PAST:
        return f"« {step.course.title} » n’apporte plus rien à votre score : retirée."
    return f"{named} {_why(run, step)} : retirée."


def _another(seat: Seat, step: PlanStep) -> str:
    """The run that takes its place, told apart from it where both begin on one day."""
    if seat.between[0] != step.starts_on:
        return f"celle du {day(seat.between[0])}"
    return (
        f"une autre du même jour, {seat.run.place}" if seat.run.place else "une autre du même jour"
    )


def _why(run: Seat | None, step: PlanStep) -> str:
    """Why a run is in the plan no more, as the end of a sentence about it."""
    if run is None:
        return "n’a plus de date"
    if run.here.standing in GONE:
        return GONE[run.here.standing]
    if (step.starts_on, step.ends_on) != run.between:
        return f"est déplacée ({from_to(*run.between)})"
    return "convient moins aujourd’hui"
