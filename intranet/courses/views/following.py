"""Courses that speak of items which a new edition of the referential has not any more."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions as referential
from intranet.competencies.queries import in_force, links_of, transfers_of_links
from intranet.courses import queries
from intranet.courses.views.blueprint import bp
from intranet.kit.access import me
from intranet.kit.db import db, every
from intranet.kit.texts import typo

SUBJECT = "course"


def after_an_edition(change: Any) -> str | None:
    """Those of a trainer, each with what it would teach instead."""
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
    mine = queries.mine(me())
    course = next((one for one in every(mine) if one.id == course_id), None) or abort(404)
    referential.relink(SUBJECT, course.id, catalogue)
    db.session.commit()
    flash(typo(f"« {course.title} » suit l’édition {catalogue.number} du référentiel."))
    return redirect(url_for("competencies.to_confirm", number=catalogue.number))
