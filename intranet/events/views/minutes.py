"""The minutes of a meeting: written by whoever holds it, published within fifteen days."""

from __future__ import annotations

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.events import actions
from intranet.events.forms import MinutesForm
from intranet.events.models import Event, EventChanged
from intranet.events.views.blueprint import bp
from intranet.events.views.known import my_event
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.kit.versions import seen_version


@bp.route("/agenda/<slug>/compte-rendu", methods=["GET", "POST"])
def minutes(slug: str) -> ResponseReturnValue:
    event, form = my_event(slug), MinutesForm()
    if request.method == "GET":
        form = MinutesForm(
            minutes=event.minutes,
            is_public=event.minutes_published_at is not None,
            lock_version=str(event.lock_version),
        )
        return asking(event, form)
    lock = seen_version("lock_version")
    if not form.validate():
        return asking(event, form, status=422)
    try:
        said, is_public = form.minutes.data or "", form.is_public.data
        actions.write_minutes(event, said, me(), now(), is_public=is_public, lock=lock)
    except EventChanged:
        db.session.rollback()
        event = my_event(slug)
        form.lock_version.data = str(event.lock_version)
        return asking(event, form, status=409)
    db.session.commit()
    flash(f"Le compte rendu est {'en ligne' if event.minutes_published_at else 'gardé'}.")
    return redirect(event.address)


def asking(event: Event, form: MinutesForm, *, status: int = 200) -> Response:
    return page(
        "events/minutes.html", event=event, form=form, status=status, overtaken=status == 409
    )
