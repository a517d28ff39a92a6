"""Announcing runs, moving them, calling them off."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.bookings import queries as seats
from intranet.bookings import windows
from intranet.courses import actions, policy, queries
from intranet.courses.forms import CancelForm, PostponeForm, RunForm
from intranet.courses.models import ChangedMeanwhile, Course, CourseRun, NotAwaited
from intranet.courses.views.blueprint import bp
from intranet.courses.views.decisions import conflict
from intranet.courses.views.items import known_course
from intranet.kit.access import me, require
from intranet.kit.clock import now, today
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number
from intranet.kit.texts import clean, typo
from intranet.kit.versions import seen_version


@bp.route("/formations/<int:course_id>/sessions/nouvelle", methods=["GET", "POST"])
def new_run(course_id: int) -> ResponseReturnValue:
    """One more run; it is shown at once, where its course is."""
    course = announced_by_me(course_id)
    form = RunForm() if request.method == "POST" else RunForm(data=suggested())
    if not form.is_submitted():
        return asking(course, form)
    is_sound, dates = form.validate(), form.dates(today())
    if not is_sound or dates is None:
        return asking(course, form, status=422)
    heard = actions.announce_run(course, dates, me(), now())
    db.session.commit()
    flash("La session est annoncée." if course.is_online else "La session est enregistrée.")
    for said in heard:
        flash(typo(said))
    return redirect(course.address)


@bp.route("/formations/<int:course_id>/sessions/<int:run_id>/modifier", methods=["GET", "POST"])
def edit_run(course_id: int, run_id: int) -> ResponseReturnValue:
    """Move a run, or say more of it."""
    course = announced_by_me(course_id)
    run = one_or_404(queries.run_of(course.id, run_id))
    require(run.bookable.cancelled_at is None)
    form = RunForm() if request.method == "POST" else RunForm(data=answers(run))
    if not form.is_submitted():
        return asking(course, form, run=run, version=run.bookable.lock_version)
    version = seen_version()
    is_sound, dates = (
        form.validate(),
        form.dates(today(), moved=form.starts_on.data != run.starts_on),
    )
    if not is_sound or dates is None or not may_hold(run, dates, form):
        return asking(course, form, run=run, version=version, status=422)
    try:
        actions.change_run(run, dates, me(), now(), version=version)
    except ChangedMeanwhile:
        return overtaken(course_id, run_id, form)
    db.session.commit()
    flash(typo(f"La session est à jour. {windows.in_words(run.bookable, now())}"))
    return redirect(course.address)


@bp.route("/formations/<int:course_id>/sessions/<int:run_id>/annulation", methods=["GET", "POST"])
def cancel_run(course_id: int, run_id: int) -> ResponseReturnValue:
    """Call a run off, with the reason that people will read."""
    course = announced_by_me(course_id)
    run = one_or_404(queries.run_of(course.id, run_id))
    form = CancelForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("courses/cancel.html", status=status, course=course, run=run, form=form)
    try:
        actions.cancel_run(run, me(), now(), form.reason.data)
    except NotAwaited:
        return conflict(course_id)
    db.session.commit()
    flash("La session est annulée ; la page de la formation le dit.")
    return redirect(course.address)


@bp.route("/formations/<int:course_id>/sessions/<int:run_id>/report", methods=["GET", "POST"])
def postpone_run(course_id: int, run_id: int) -> ResponseReturnValue:
    """No date any more, until a new one is said; seats are kept."""
    course = announced_by_me(course_id)
    run = one_or_404(queries.run_of(course.id, run_id))
    require(not run.bookable.is_called_off)
    form = PostponeForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("courses/postpone.html", status=status, course=course, run=run, form=form)
    try:
        actions.postpone_run(run, me(), now(), form.reason.data)
    except NotAwaited:
        return conflict(course_id)
    db.session.commit()
    flash("La session est reportée. Chaque personne inscrite est prévenue.")
    return redirect(course.address)


def may_hold(run: CourseRun, dates: actions.Dates, form: RunForm) -> bool:
    """Whether the run keeps seats enough to be held, and its half-days; beside the field, why not."""
    least, apart = run.bookable.min_participants, run.bookable.remote_capacity or 0
    if least and dates.seats and dates.seats + apart < least:
        form.refuse(form.seats, f"La session se tient à partir de {least} personnes.")
        return False
    if refusal := cannot_follow(run, dates):
        form.refuse(form.starts_on, refusal)
        return False
    return True


def cannot_follow(run: CourseRun, dates: actions.Dates) -> str | None:
    """Why the half-days cannot go with the run to its new days."""
    if dates.starts_on is None or dates.ends_on is None:
        return None
    days = (dates.starts_on - run.starts_on).days if run.starts_on else 0
    new = seats.NewDays(dates.starts_on, dates.ends_on, dates.tz)
    return seats.refused_days(run.bookable, new, days, now())


def announced_by_me(course_id: int) -> Course:
    """The course, where this member may announce its runs."""
    course = known_course(course_id)
    require(policy.may_announce(me(), course))
    return course


def suggested() -> dict[str, Any]:
    """What whoever led here proposes: how many seats, and where."""
    seats, place = request.args.get("places"), clean(request.args.get("commune", ""))
    return {"seats": whole_number(seats, 4) or None, "commune": place[:80]}


def answers(run: CourseRun) -> dict[str, Any]:
    """What the form of a run opens with."""
    return {
        "starts_on": run.starts_on,
        "ends_on": run.ends_on,
        "is_remote": run.is_remote,
        "commune": run.municipality.label if run.municipality else "",
        "venue": run.venue,
        "seats": run.bookable.capacity,
        "label": run.label,
        "price": run.price_cents,
        "remote_url": run.bookable.remote_url,
        "practical": run.bookable.practical,
    }


def asking(
    course: Course, form: RunForm, *, run: CourseRun | None = None, status: int = 200, **more: Any
) -> Response:
    return page(
        "courses/run.html",
        status=status,
        course=course,
        form=form,
        run=run,
        window=windows.in_words(run.bookable, now()) if run else "",
        **{"version": None, "overtaken_by": None} | more,
    )


def overtaken(course_id: int, run_id: int, form: RunForm) -> Response:
    """Somebody moved it first: who and when; what was typed is kept."""
    db.session.rollback()
    course, run = known_course(course_id), one_or_404(queries.run_of(course_id, run_id))
    return asking(
        course,
        form,
        status=409,
        run=run,
        version=run.bookable.lock_version,
        overtaken_by=db.session.scalars(queries.decided_last(course_id)).first(),
    )
