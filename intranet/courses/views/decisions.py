"""The animators' queue, and what they decide; each decision is taken once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect
from flask.typing import ResponseReturnValue

from intranet.courses import actions, policy, queries
from intranet.courses.forms import ReasonForm
from intranet.courses.models import ChangedMeanwhile, Course, CourseVersion, NotAwaited
from intranet.courses.views.blueprint import bp
from intranet.courses.views.items import known_course, shown
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.kit.versions import seen_version

STILL_EXPECTED = "des personnes sont inscrites à des sessions qui ne sont pas terminées. Annulez d’abord ces sessions, elles seront prévenues."


@bp.get("/animer/formations")
def queue() -> Response:
    """What waits for this animator, the oldest first."""
    require(me().is_animator)
    return page("courses/queue.html", waiting=every(queries.awaiting_review(me())))


@bp.post("/formations/<int:course_id>/publication")
def publish(course_id: int) -> ResponseReturnValue:
    """Put what was read in the catalogue."""
    course = known_course(course_id)
    require(policy.may_review(me(), course))
    return decided(
        course,
        lambda: actions.publish(course, me(), now(), version=seen_version()),
        "La formation est en ligne.",
    )


@bp.post("/formations/<int:course_id>/corrections")
def ask_corrections(course_id: int) -> ResponseReturnValue:
    """Send it back, with what to change; the author is written to."""
    course = known_course(course_id)
    require(policy.may_review(me(), course))
    form = ReasonForm()
    if not form.validate_on_submit():
        return shown(course, status=422, form=form)
    return decided(
        course,
        lambda: actions.ask_corrections(
            course, me(), now(), form.reason.data, version=seen_version()
        ),
        "Les corrections sont demandées : l’auteur est prévenu.",
    )


@bp.post("/formations/<int:course_id>/revision")
def accept_revision(course_id: int) -> ResponseReturnValue:
    """Put the proposed text online."""
    course = known_course(course_id)
    require(policy.may_review(me(), course))
    version = one_revision(course)
    return decided(
        course,
        lambda: actions.accept(
            version, actions.read_version(version), me(), now(), seen=seen_version()
        ),
        "La fiche en ligne est à jour.",
    )


@bp.post("/formations/<int:course_id>/revision/refus")
def refuse_revision(course_id: int) -> ResponseReturnValue:
    """Leave the page as it is, and say why."""
    course = known_course(course_id)
    require(policy.may_review(me(), course))
    version, form = one_revision(course), ReasonForm()
    if not form.validate_on_submit():
        return shown(course, status=422, form=form)
    return decided(
        course,
        lambda: actions.refuse(version, me(), now(), form.reason.data),
        "La modification est refusée : son auteur est prévenu.",
    )


@bp.post("/formations/<int:course_id>/suspension")
def suspend(course_id: int) -> ResponseReturnValue:
    """Take it out of the catalogue for a time."""
    course = known_course(course_id)
    require(policy.may_suspend(me(), course))
    form = ReasonForm()
    if not form.validate_on_submit():
        return shown(course, status=422, form=form)
    return decided(
        course,
        lambda: actions.suspend(course, me(), now(), form.reason.data),
        "La formation est suspendue : elle n’est plus dans le catalogue.",
    )


@bp.post("/formations/<int:course_id>/reprise")
def reinstate(course_id: int) -> ResponseReturnValue:
    """Put a suspended course online again."""
    course = known_course(course_id)
    require(policy.may_suspend(me(), course))
    return decided(
        course,
        lambda: actions.reinstate(course, me(), now()),
        "La formation est de nouveau en ligne.",
    )


@bp.post("/formations/<int:course_id>/archivage")
def archive(course_id: int) -> ResponseReturnValue:
    """Withdraw it for good."""
    course = known_course(course_id)
    require(policy.may_archive(me(), course))
    return decided(
        course, lambda: actions.archive(course, me(), now()), "La formation est retirée."
    )


def one_revision(course: Course) -> CourseVersion:
    """The revision that waits; a 409 where somebody decided on it."""
    found = db.session.scalars(queries.pending_version(course.id)).one_or_none()
    if found is None:
        abort(conflict(course.id))
    return found


def decided(course: Course, act: Callable[[], None], message: str) -> ResponseReturnValue:
    """Act once; whoever comes second reads who came first."""
    course_id, address = course.id, course.address
    try:
        act()
    except (NotAwaited, ChangedMeanwhile):
        return conflict(course_id)
    except actions.CertificationEnded as ended:
        db.session.rollback()
        course, certification = known_course(course_id), ended.certification
        return page("courses/ended.html", status=409, course=course, certification=certification)
    except actions.StillExpected:
        db.session.rollback()
        flash(typo(f"La formation n’est pas retirée : {STILL_EXPECTED}"), "error")
        return redirect(address)
    db.session.commit()
    flash(message)
    return redirect(address)


def conflict(course_id: int) -> Response:
    """Who decided first, and what."""
    db.session.rollback()
    course = known_course(course_id)
    last = db.session.scalars(queries.decided_last(course_id)).first()
    return page("courses/conflict.html", status=409, course=course, last=last)
