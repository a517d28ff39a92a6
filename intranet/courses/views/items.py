"""The page of one course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort

from intranet.bookings import surveys
from intranet.bookings.hours import percent
from intranet.bookings.models import Lifecycle
from intranet.bookings.queries import NO_OUTCOME, outcome_of, seats_of
from intranet.competencies import queries as referential
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.competencies.queries import Catalogue
from intranet.courses import actions, policy, queries
from intranet.courses.effect import LATER
from intranet.courses.effect import in_words as in_french
from intranet.courses.forms import ReasonForm
from intranet.courses.models import (
    LEVEL_LABELS,
    MODE_LABELS,
    TRACK_LABELS,
    Course,
    CourseRun,
    Raised,
    RunState,
    State,
    checklist,
    coming_first,
    differences,
)
from intranet.courses.models.syllabus import price_in_words
from intranet.courses.queries import held
from intranet.courses.views.blueprint import bp
from intranet.courses.views.chips import my_levels, of_links, of_raised
from intranet.courses.views.effect import effect_told
from intranet.courses.views.jsonld import course_ld
from intranet.kit.access import me, reader, require
from intranet.kit.clock import in_paris, now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import partial_day
from intranet.members.models import Member


def any_over(runs: Sequence[CourseRun]) -> bool:
    """Whether there is something to count: nothing is asked of a course that was never given here."""
    return any(run.bookable.lifecycle is Lifecycle.COMPLETED for run in runs)


def known_course(course_id: int) -> Course:
    """The course, where the reader may know of it; else a 404."""
    return queries.read_by(reader(), course_id) or abort(404)


@bp.get("/formations/<int:course_id>")
def show(course_id: int) -> Response:
    """One course: what it gives, when, where, at what price; and, for insiders, where it stands."""
    return shown(known_course(course_id))


def shown(course: Course, *, status: int = 200, form: ReasonForm | None = None) -> Response:
    """Its page; again with the errors of a decision that was not understood."""
    at, catalogue, member = now(), referential.in_force(), reader()
    links, levels = referential.links_of("course", [course.id])[course.id], my_levels()
    runs = coming_first(queries.runs_of([course.id])[course.id], at)
    teaches = of_links(links, LinkRole.TEACHES, catalogue, levels)
    presupposes = of_links(links, LinkRole.PRESUPPOSES, catalogue, levels)
    insider = makes_it(member, course)
    coming = [run for run in runs if run.state(at) in COMING]
    postponed = [run for run in runs if run.bookable.lifecycle is Lifecycle.POSTPONED]
    seats = seats_of([*coming, *postponed], member, at)
    taken = {run_id: one.taken for run_id, one in seats.items()}
    return page(
        "courses/show.html",
        status=status,
        course=course,
        at=at,
        on=in_paris(at).date(),
        held_for=actions.HELD_TRUE_FOR,
        effect_later=LATER,
        teaches=teaches,
        outcome=outcome_of(held.bookables_of(course.id)) if any_over(runs) else NO_OUTCOME,
        note_in_words=surveys.in_words,
        percent=percent,
        effect=effect_told(
            course.id, runs, [chip.competency_id for chip in teaches], catalogue, at
        ),
        assessed=[
            (chip, course.assessed_by[str(chip.competency_id)])
            for chip in teaches
            if str(chip.competency_id) in course.assessed_by
        ],
        gain_in_words=in_french,
        presupposes=presupposes,
        level_labels=LEVEL_LABELS,
        sources=[
            (one["title"], one.get("url"), partial_day(one.get("date")) or None)
            for one in course.sources
        ],
        signed_in=member is not None,
        coming=coming,
        seats=seats,
        expected=sum(each.seated + each.pending + each.waiting for each in taken.values()),
        ld=course_ld(course, coming, taken, teaches, presupposes, at),
        past=[run for run in runs if run.state(at) not in COMING],
        quality=course.quality_on(in_paris(at).date()),
        seeks_similar=bool(teaches) and not insider,
        **(behind(course, member, catalogue, links, runs, form) if insider and member else OUTSIDE),
    )


def makes_it(member: Member | None, course: Course) -> bool:
    """Whether this reader sees how the page is made."""
    return member is not None and (
        policy.is_its_trainer(member, course) or policy.looks_after(member, course)
    )


@bp.get("/formations/<int:course_id>/proches")
def similar(course_id: int) -> Response:
    """The courses nearest to one, fetched apart by its page."""
    course, at = known_course(course_id), now()
    links = referential.links_of("course", [course.id])[course.id]
    taught = [link.competency_id for link in links if link.role is LinkRole.TEACHES]
    found = (
        db.session.execute(queries.similar_to(course, taught, at)).unique().all() if taught else []
    )
    return page("courses/similar.html", fragment="proches", course=course, similar=found)


@bp.get("/formations/<int:course_id>/suivi")
def history(course_id: int) -> Response:
    """What happened to a page, the latest first, for those who make it; fetched apart by it."""
    course = known_course(course_id)
    require(makes_it(me(), course))
    events = every(queries.history_of(course.id).limit(30))
    return page("courses/history.html", fragment="suivi", course=course, events=events)


COMING = frozenset({RunState.UPCOMING, RunState.UNDERWAY, RunState.UNDATED})
# What a reader who neither teaches nor animates sees of the making of the page: nothing.
OUTSIDE: dict[str, Any] = {
    "may": None,
    "assessable": frozenset(),
    "checks": [],
    "twins": [],
    "revision": None,
    "changes": [],
    "form": None,
}


def behind(
    course: Course,
    member: Member,
    catalogue: Catalogue,
    links: Sequence[CompetencyLink],
    runs: Sequence[CourseRun],
    form: ReasonForm | None,
) -> dict[str, Any]:
    """Where the publication stands, and what this member may do about it."""
    now_said = actions.syllabus_of(course, links)
    waiting = course.revision if course.is_online else None
    revised = actions.read_version(waiting) if waiting else None
    reviews = policy.may_review(member, course)
    return {
        "may": {
            "edit": policy.may_edit(member, course),
            "review": reviews and course.state is State.SUBMITTED,
            "review_revision": reviews and waiting is not None,
            "confirm": policy.may_confirm(member, course),
            "suspend": policy.may_suspend(member, course),
            "archive": policy.may_archive(member, course),
            "announce": policy.may_announce(member, course),
        },
        "assessable": {run.id for run in runs if policy.may_assess(member, run)},
        # A course that is online and unchanged was already compared when it was read.
        "twins": []
        if course.is_online and waiting is None
        else queries.near_twins(
            course.provider_id,
            course.title,
            [each.competency_id for each in now_said.teaches],
            course.id,
        ),
        "checks": checklist(
            course, [run for run in runs if not run.bookable.is_called_off], now_said.links
        ),
        "revision": waiting,
        "changes": [
            (
                change.label,
                in_words(change.before, catalogue, change.field),
                in_words(change.after, catalogue, change.field),
            )
            for change in (differences(now_said, revised) if revised else [])
        ],
        "form": form or ReasonForm(),
    }


def in_words(value: Any, catalogue: Catalogue, name: str = "") -> str:
    """What a field says, for whoever compares two texts."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, tuple):
        return ", ".join(raised_in_words(each, catalogue) for each in value) or "aucune"
    return WORDS.get(name, str)(value)


WORDS: dict[str, Callable[[Any], str]] = {
    "is_certifying": lambda value: "oui" if value else "non",
    "mode": MODE_LABELS.__getitem__,
    "track": TRACK_LABELS.__getitem__,
    "certification": lambda value: f"{value.label} {value.title}",
    "price_cents": lambda value: price_in_words(value, ""),
    "entry_level": LEVEL_LABELS.__getitem__,
    "exit_level": LEVEL_LABELS.__getitem__,
}


def raised_in_words(raised: Raised, catalogue: Catalogue) -> str:
    """D1.1 (1 → 3)."""
    chips = of_raised([raised], catalogue)
    code = chips[0].code if chips else "?"
    levels = f"{raised.before} → {raised.after}" if raised.before is not None else f"{raised.after}"
    return f"{code} ({levels})" + (f", {raised.assessment}" if raised.assessment else "")
