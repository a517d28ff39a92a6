"""The invitation of one person: what awaits them, to print, to put in a calendar; and that they have it."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, current_app, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions, documents, policy, queries
from intranet.bookings.calendars import entries
from intranet.bookings.hours import slot_in_words
from intranet.bookings.models import ASSURED, Registration
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.checking import unlisted
from intranet.bookings.views.passes import pass_of
from intranet.kit import calendars, links
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.exports import absolute
from intranet.kit.htmx import page
from intranet.kit.paper import NO_PAPER, NoPaper, as_pdf


@bp.get("/convocations/<word>")
def invitation(word: str) -> Response:
    """Read without an account; programs that open links before people do write nothing here."""
    row = invited_by(word)
    subject = queries.subject_of(row.bookable)
    return page(
        "bookings/invitation.html",
        row=row,
        word=word,
        bookable=row.bookable,
        subject=subject,
        in_words=slot_in_words,
        code=pass_of(row, now()),
        at=now(),
        reads_video=policy.reads_video_link(row, subject, now()),
        has_seat=row.state in ASSURED,
    )


@bp.post("/convocations/<word>")
def invitation_read(word: str) -> ResponseReturnValue:
    """I have it."""
    actions.note_invitation_read(invited_by(word), now())
    db.session.commit()
    flash("Merci : l’organisateur sait que vous avez votre convocation.")
    return redirect(url_for(".invitation", word=word))


@bp.get("/convocations/<word>/convocation.pdf")
def invitation_pdf(word: str) -> ResponseReturnValue:
    """The same on paper, for one’s employer and for the door; the page, where no PDF can be made."""
    row = invited_by(word)
    code = pass_of(row, now())
    template = current_app.jinja_env.get_template("bookings/invitation_sheet.html")
    try:
        body = as_pdf(
            template.render(
                row=row,
                bookable=row.bookable,
                subject=queries.subject_of(row.bookable),
                in_words=slot_in_words,
                picture=documents.picture(code) if code else None,
                has_seat=row.state in ASSURED,
                site_name=current_app.config["SITE_NAME"],
            )
        )
    except NoPaper:
        flash(NO_PAPER, "error")
        return redirect(url_for(".invitation", word=word))
    answer = unlisted(make_response(body))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = "attachment; filename=convocation.pdf"
    return answer


@bp.get("/convocations/<word>/agenda.ics")
def invitation_calendar(word: str) -> Response:
    """The half-days, for one’s calendar."""
    row, at = invited_by(word), now()
    one = queries.meeting_for(row.bookable, queries.subject_of(row.bookable), row, at)
    told = entries([replace(one, url=absolute(one.url))], at)
    return calendars.answer(told, name=one.title, file="convocation.ics", public=False)


def invited_by(word: str) -> Registration:
    """The seat that a link stands for, while whoever was written to has it."""
    registration_id, holder = links.read_or_404(actions.INVITATION, word)
    row = one_or_404(queries.numbered(int(registration_id)))
    return row if holder and holder == row.holder_key else abort(404)
