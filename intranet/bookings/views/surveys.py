"""Answering a survey by the link of a letter; what whoever holds the meeting reads of the answers."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, queries, surveys
from intranet.bookings.forms import survey_form
from intranet.bookings.models import SurveyAlreadyAnswered, SurveyAsked
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.known import organized_meeting
from intranet.competencies.coverage import FEWEST
from intranet.kit import links
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page


@bp.route("/enquetes/<word>", methods=["GET", "POST"])
def survey(word: str) -> ResponseReturnValue:
    """The questions; once answered, a word of thanks."""
    asked = asked_by(word)
    form = survey_form(asked.kind)
    is_open = asked.answered_at is None and now() < asked.closes_at
    subject = queries.subject_of(asked.bookable)
    if not is_open or not form.validate_on_submit():
        status = 422 if form.errors and is_open else 409 if form.is_submitted() else 200
        return page("bookings/surveys/answer.html", status=status, asked=asked, form=form, is_open=is_open, subject=subject)  # fmt: skip
    try:
        actions.answer(asked, form.satisfaction.data, form.notes, form.comment.data or "", now())
    except SurveyAlreadyAnswered:
        db.session.rollback()
        return redirect(url_for(".survey", word=word))
    db.session.commit()
    flash("Merci. Votre réponse est gardée sans votre nom.")
    return redirect(url_for(".survey", word=word))


@bp.get("/animer/enquetes/<int:bookable_id>")
def survey_results(bookable_id: int) -> Response:
    """Who was asked, how many answered, and the means from five answers up."""
    bookable, subject = organized_meeting(bookable_id)
    return page(
        "bookings/surveys/results.html",
        bookable=bookable,
        subject=subject,
        found=queries.answered(bookable_id),
        questions=surveys.QUESTIONS,
        in_words=surveys.in_words,
        least=FEWEST,
        hot_after=actions.HOT_AFTER,
        cold_after=actions.COLD_AFTER,
    )


def asked_by(word: str) -> SurveyAsked:
    [asked_id] = links.read_or_404(actions.SURVEY, word)
    return one_or_404(queries.asked_numbered(int(asked_id)))
