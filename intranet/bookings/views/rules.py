"""How registration goes for a meeting that I hold."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.bookings import actions
from intranet.bookings.forms import RulesForm, opened_with
from intranet.bookings.models import Bookable, RulesChanged, Subject
from intranet.bookings.views.blueprint import bp
from intranet.bookings.views.desk import let_in
from intranet.bookings.views.known import organized_meeting
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.kit.versions import seen_version


@bp.route("/animer/inscriptions/<int:bookable_id>/regles", methods=["GET", "POST"])
def rules(bookable_id: int) -> ResponseReturnValue:
    """Seats, window, line, agreement; whoever writes second reads that somebody was first."""
    bookable, subject = organized_meeting(bookable_id)
    form = RulesForm() if request.method == "POST" else RulesForm(data=opened_with(bookable))
    if not form.is_submitted():
        return asking(bookable, subject, form, bookable.lock_version)
    version = seen_version()
    is_sound, said = form.validate(), form.rules(bookable.tz)
    if not is_sound or said is None:
        return asking(bookable, subject, form, version)
    try:
        came_in = actions.set_rules(bookable_id, said, now(), by=me(), version=version)
    except RulesChanged:
        db.session.rollback()
        again, subject = organized_meeting(bookable_id)
        return asking(again, subject, form, again.lock_version, overtaken=True)
    db.session.commit()
    flash(typo(f"Les règles d’inscription sont à jour{let_in(came_in)}."))
    return redirect(url_for(".desk", bookable_id=bookable_id))


def asking(
    bookable: Bookable, subject: Subject, form: RulesForm, version: int, *, overtaken: bool = False
) -> Response:
    return page(
        "bookings/rules.html",
        status=409 if overtaken else 422 if form.errors else 200,
        bookable=bookable,
        subject=subject,
        form=form,
        version=version,
        overtaken=overtaken,
        warned_before=actions.WARNED_BEFORE,
    )
