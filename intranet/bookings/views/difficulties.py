"""What went wrong: told by who is registered, answered by whoever holds the meeting."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, queries
from intranet.bookings.forms import AnswerForm, DifficultyForm
from intranet.bookings.models import Difficulty, DifficultyAlreadyAnswered
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import my_registration, organized_meeting
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page


@bp.route("/moi/inscriptions/<uuid>/difficulte", methods=["GET", "POST"])
def report_difficulty(uuid: str) -> ResponseReturnValue:
    """Tell what went wrong; read what was answered."""
    row, form = my_registration(uuid), DifficultyForm()
    if form.validate_on_submit():
        actions.report(row, form.text.data or "", now(), by=me())
        db.session.commit()
        flash("C’est signalé. L’organisateur vous répondra ici et par courriel.")
        return redirect(url_for(".report_difficulty", uuid=uuid))
    mine = queries.difficulties_of(row.bookable_id).where(Difficulty.author_id == me().id)
    return page(
        "bookings/difficulty.html",
        status=422 if form.errors else 200,
        row=row,
        subject=queries.subject_of(row.bookable),
        form=form,
        found=every(mine),
    )


@bp.get("/animer/difficultes/<int:bookable_id>")
def difficulties(bookable_id: int) -> Response:
    """All that was told of a meeting."""
    bookable, subject = organized_meeting(bookable_id)
    found = every(queries.difficulties_of(bookable_id))
    return page("bookings/difficulties.html", bookable=bookable, subject=subject, found=found)


@bp.route(
    "/animer/difficultes/<int:bookable_id>/<int:difficulty_id>",
    methods=["GET", "POST"],
)
def answer_difficulty(bookable_id: int, difficulty_id: int) -> ResponseReturnValue:
    """Answer, once; say later what was changed."""
    bookable, subject = organized_meeting(bookable_id)
    one = queries.difficulties_of(bookable_id).where(Difficulty.id == difficulty_id)
    found = one_or_404(one)
    form, was_answered = AnswerForm(obj=found), found.answered_at is not None
    status = 200
    if form.validate_on_submit():
        try:
            words = form.answer.data or ""
            actions.answer_difficulty(found, words, form.improvement.data or "", now(), by=me())
        except DifficultyAlreadyAnswered:
            db.session.rollback()
            status, found = 409, one_or_404(one)
            bookable, subject = organized_meeting(bookable_id)
        else:
            db.session.commit()
            flash("C’est noté." if was_answered else "La réponse est envoyée.")
            return redirect(url_for(".difficulties", bookable_id=bookable_id))
    return page(
        "bookings/difficulty_answer.html",
        status=422 if form.errors else status,
        bookable=bookable,
        subject=subject,
        found=found,
        form=form,
        overtaken=status == 409,
    )
