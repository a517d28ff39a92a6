"""Saying once a year that a course is still true: on the site, or by the link of a letter."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, redirect
from flask.typing import ResponseReturnValue

from intranet.courses import actions, policy, queries
from intranet.courses.models import Course, NotAwaited
from intranet.courses.views.blueprint import bp
from intranet.courses.views.items import known_course
from intranet.kit import links
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page


@bp.post("/formations/<int:course_id>/confirmation")
def confirm(course_id: int) -> ResponseReturnValue:
    """All of it is still true."""
    course = known_course(course_id)
    require(policy.may_confirm(me(), course))
    try:
        actions.confirm(course, me(), now(), due=course.review_due_on)
    except NotAwaited:
        db.session.rollback()
    db.session.commit()
    flash("La fiche est confirmée : sa page le dit, à la date d’aujourd’hui.")
    return redirect(known_course(course_id).address)


@bp.get("/formations/confirmation/<word>")
def by_letter(word: str) -> Response:
    """What the letter asks: nothing changes before the button is pressed."""
    course, due = asked_by(word)
    return answering(course, is_asked=course.review_due_on == due)


@bp.post("/formations/confirmation/<word>")
def confirm_by_letter(word: str) -> Response:
    """Whoever received the letter may answer it without an account, once."""
    course, due = asked_by(word)
    try:
        actions.confirm(course, reader(), now(), due=due)
    except NotAwaited:
        db.session.rollback()
        return answering(asked_by(word)[0], is_asked=False)
    db.session.commit()
    return answering(course, is_asked=False, is_new=True)


def asked_by(word: str) -> tuple[Course, date]:
    """The course of a letter, and the day that it asked about."""
    course_id, due = links.read_or_404(actions.CONFIRMING, word)
    return one_or_404(queries.online(int(course_id))), date.fromisoformat(str(due))


def answering(course: Course, *, is_asked: bool, is_new: bool = False) -> Response:
    return page("courses/confirmation.html", course=course, is_asked=is_asked, is_new=is_new)
