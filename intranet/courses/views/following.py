"""What courses and runs are called for whoever follows them; courses that follow a new edition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from intranet.bookings import queries as bookings
from intranet.competencies import actions as referential
from intranet.competencies.queries import in_force, links_of, transfers_of_links
from intranet.courses import queries
from intranet.courses.models import Course
from intranet.courses.views.blueprint import bp
from intranet.discussions.models import News, Topic, Verb
from intranet.discussions.queries import Named, named_by, told_by
from intranet.kit.access import me
from intranet.kit.db import db, every, one_or_404
from intranet.kit.numbers import whole_numbers
from intranet.kit.texts import typo

SUBJECT = "course"


def after_an_edition(change: Any) -> str | None:
    """Those that a member answers for, each with what it would teach instead."""
    found = every(queries.to_follow(change.member, change.in_force))
    if not found:
        return None
    links = links_of(SUBJECT, [course.id for course in found])
    lines = [(one, transfers_of_links(links[one.id], change.in_force)) for one in found]
    return render_template(
        "courses/_panel_edition.html", lines=lines, number=change.in_force.number
    )


@bp.post("/formations/<int:course_id>/edition")
def follow(course_id: int) -> ResponseReturnValue:
    """Confirm that a course teaches what takes the place of the items that are gone."""
    catalogue = in_force()
    course = one_or_404(queries.answered_for(me(), select(Course.id).where(Course.id == course_id)))
    referential.relink(SUBJECT, course.id, catalogue)
    db.session.commit()
    flash(typo(f"« {course.title} » suit l’édition {catalogue.number} du référentiel."))
    return redirect(url_for("competencies.to_confirm", number=catalogue.number))


def answer_for_courses() -> None:
    named_by(Topic.THING, courses, kind="course", label="Formations")
    named_by(Topic.THING, runs, kind="run", label="Sessions de formation")
    told_by("run", told_to_registered)


def courses(keys: Collection[str]) -> Mapping[str, Named]:
    """Those of the catalogue."""
    found = every(queries.online_among(whole_numbers(keys)))
    return {str(each.id): Named(each.title, each.address) for each in found}


def runs(keys: Collection[str]) -> Mapping[str, Named]:
    """Those of the courses of the catalogue, called off or not: their page says so."""
    found = every(queries.runs_online_among(whole_numbers(keys)))
    return {str(run.id): Named(f"{run.course.title}, {run.dates}", run.address) for run in found}


def told_to_registered(member_ids: Collection[int], news: Collection[News]) -> set[tuple[int, int]]:
    """Whoever has a seat is written to when the run moves or is called off."""
    by_run: dict[int, list[int]] = {}
    for one in news:
        if one.verb in {Verb.MOVED, Verb.CANCELLED}:
            by_run.setdefault(one.subject_id, []).append(one.id)
    seated = bookings.registered_among(member_ids, by_run)
    return {(member_id, each) for member_id, run_id in seated for each in by_run[run_id]}
