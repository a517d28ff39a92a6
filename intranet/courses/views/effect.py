"""What a run changes: where one stands before, what the trainer establishes, where one stands later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings.models import BookableKind, Registration
from intranet.competencies import queries as referential
from intranet.courses import actions, policy, queries
from intranet.courses.effect import ASKED_UNTIL, SETTLED_AFTER, Effect
from intranet.courses.forms import AssessmentForm, StandingForm, assessment_form, standing_form
from intranet.courses.models import ChangedMeanwhile, CourseRun
from intranet.courses.views.blueprint import bp
from intranet.kit import links
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.listing import Listing, first_of, page_within

PER_PAGE = 20  # people of a page of the table


@bp.route("/formations/sessions/<int:run_id>/positionnement", methods=["GET", "POST"])
def position(run_id: int) -> ResponseReturnValue:
    """Where I stand on what this run teaches, filled with my own levels: until its first evening."""
    run, seat = run_where_seated(run_id)
    at = now()
    is_open = policy.may_say_before(run, at)
    items, said = queries.items_taught(run.course_id), queries.results_of([seat.id])
    known = referential.known_levels(me().id, at)
    known |= {one.competency_id: one.level_before for one in said if one.before_at}
    form = standing_form(items, referential.in_force(), known)
    if not form.is_submitted() or not is_open:
        status = 409 if form.is_submitted() else 200
        return standing("position", run, form, items, is_open=is_open, status=status)
    if not form.validate():
        return standing("position", run, form, items, is_open=True, status=422)
    actions.say_before(seat, run.course_id, form.levels, at)
    db.session.commit()
    flash("Votre positionnement est enregistré. Vous pouvez le revoir jusqu’au premier soir.")
    return redirect(url_for(".position", run_id=run_id))


@bp.route("/formations/sessions/<int:run_id>/bilan", methods=["GET", "POST"])
def later_of_mine(run_id: int) -> ResponseReturnValue:
    """Where I stand two months after, for whoever is signed in."""
    run, seat = run_where_seated(run_id)
    return later_page(run, seat, url_for(".later_of_mine", run_id=run_id))


@bp.route("/formations/bilan/<word>", methods=["GET", "POST"])
def later(word: str) -> ResponseReturnValue:
    """The same, by the link of the letter: it is for one person and one run alone."""
    [seat_id] = links.read_or_404(actions.ASKING_LATER, word)
    seat = db.session.get(Registration, seat_id) or abort(404)
    if seat.member is None or seat.member.closed_at:
        abort(404)
    run = one_or_404(queries.run_whole(seat.bookable_id))
    return later_page(run, seat, url_for(".later", word=word))


def later_page(run: CourseRun, seat: Registration, here: str) -> ResponseReturnValue:
    at, items = now(), queries.items_taught(run.course_id)
    said = {one.competency_id: one.level_later for one in queries.results_of([seat.id])}
    form = standing_form(items, referential.in_force(), said)
    is_open = policy.may_say_later(run, at)
    if not form.is_submitted() or not is_open:
        status = 409 if form.is_submitted() else 200
        return standing("later", run, form, items, is_open=is_open, status=status)
    if not form.validate():
        return standing("later", run, form, items, is_open=True, status=422)
    actions.say_later(seat, run.course_id, form.levels, at)
    db.session.commit()
    flash("Merci : votre bilan est enregistré. Il ne change pas votre profil.")
    return redirect(here)


@bp.route("/formations/sessions/<int:run_id>/evaluation", methods=["GET", "POST"])
def assess(run_id: int) -> ResponseReturnValue:
    """The level that each person reached in each competency: a table, from the first day on."""
    run = one_or_404(queries.run_whole(run_id))
    require(policy.may_assess(me(), run))
    at = now()
    seats = [seat for seat in queries.every_seat(run_id) if seat.member_id != me().id]
    number = page_within(len(seats), PER_PAGE)
    first = first_of(number, PER_PAGE)
    shown = Listing(seats[first : first + PER_PAGE], len(seats), number, PER_PAGE)
    items, has_begun = queries.items_taught(run.course_id), has_begun_at(run, at)
    known = queries.results_of([seat.id for seat in shown.items])
    stamp = actions.stamp_of_levels(known)
    form = assessment_form(shown.items, items, referential.in_force(), known, stamp)
    if not form.is_submitted():
        return assessing(run, form, shown, items, has_begun=has_begun)
    if not has_begun:
        abort(409)
    if not form.validate_all(shown.items, items):
        return assessing(run, form, shown, items, has_begun=True, status=422)
    given, seen = established(form, shown.items, items), form.seen.data or ""
    try:
        written = actions.assess(run, shown.items, given, me(), at, seen=seen)
    except ChangedMeanwhile:
        db.session.rollback()
        return overtaken(run_id, form, shown, items)
    db.session.commit()
    flash(
        "Les niveaux atteints sont enregistrés."
        if written
        else "Rien n’a changé : tout était déjà enregistré."
    )
    return redirect(f"{request.path}?page={shown.page}" if shown.page > 1 else request.path)


def established(
    form: AssessmentForm, seats: Sequence[Registration], items: Sequence[referential.Item]
) -> actions.Established:
    """What the table says: a level a person and an item, a method an item."""
    return actions.Established(
        {
            seat.id: {item.competency_id: form.level_of(seat, item).data for item in items}
            for seat in seats
        },
        {item.competency_id: form.method_of(item).data for item in items},
    )


def overtaken(
    run_id: int, form: AssessmentForm, shown: Listing[Registration], items: list[referential.Item]
) -> Response:
    """Somebody assessed first: who and when; what was typed is kept, and can be sent again."""
    run = one_or_404(queries.run_whole(run_id))
    known = queries.results_of([seat.id for seat in shown.items])
    form.seen.data = actions.stamp_of_levels(known)
    last = queries.last_assessed(run_id)
    return assessing(run, form, shown, items, has_begun=True, status=409, last=last)


def assessing(
    run: CourseRun,
    form: AssessmentForm,
    shown: Listing[Registration],
    items: list[referential.Item],
    *,
    has_begun: bool,
    status: int = 200,
    last: Any = None,
) -> Response:
    return page(
        "courses/effect/assess.html",
        status=status,
        run=run,
        form=form,
        people=shown,
        items=items,
        has_begun=has_begun,
        last=last,
        name_of=lambda seat: seat.member.name if seat.member else seat.guest_name,
    )


def standing(
    kind: str,
    run: CourseRun,
    form: StandingForm,
    items: list[referential.Item],
    *,
    is_open: bool,
    status: int = 200,
) -> Response:
    return page(
        f"courses/effect/{kind}.html",
        status=status,
        run=run,
        form=form,
        items=items,
        is_open=is_open,
        open_for=ASKED_UNTIL,
        scale=referential.in_force().scale,
    )


def run_where_seated(run_id: int) -> tuple[CourseRun, Registration]:
    """The run and my seat; for whoever has none, it is not there."""
    seat = one_or_404(queries.seat_of(me(), run_id))
    return one_or_404(queries.run_whole(run_id)), seat


def has_begun_at(run: CourseRun, at: datetime) -> bool:
    return run.starts_at is not None and run.starts_at <= at and not run.bookable.is_called_off


def beside_a_seat(seat: Registration) -> str | None:
    """On the page of my registration to a run: saying where I stand, before it and after."""
    if seat.bookable.kind is not BookableKind.COURSE_RUN or seat.member_id != me().id:
        return None
    if db.session.scalar(queries.seat_of(me(), seat.bookable_id)) is None:
        return None
    run, at = one_or_404(queries.run_whole(seat.bookable_id)), now()
    if not queries.taught_by(run.course_id) or run.starts_on is None or run.ends_at is None:
        return None
    return render_template(
        "courses/_panel_registration.html",
        run=run,
        is_before=policy.may_say_before(run, at),
        is_after=policy.may_say_later(run, at),
    )


@dataclass(frozen=True)
class Line:
    """What the page of a course tells of one competency."""

    item: referential.Item
    effect: Effect


def effect_told(
    course_id: int,
    runs: Sequence[CourseRun],
    taught: Collection[int],
    catalogue: referential.Catalogue,
    at: datetime,
) -> list[Line]:
    """The effect of a course, in the order of what it teaches; nothing where nothing may be told."""
    if not any(run.ends_at and run.ends_at <= at - SETTLED_AFTER for run in runs):
        return []  # nothing is asked of the database about a course that was not held yet
    found, items = queries.effect_of(course_id, at), catalogue.items
    return [Line(items[one], found[one]) for one in taught if one in found and one in items]
