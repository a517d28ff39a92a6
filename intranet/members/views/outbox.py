"""The outbox: every letter written, readable where the site sends none, and to see what failed."""

from __future__ import annotations

from flask import Response, current_app, request
from sqlalchemy import func, select

from intranet.kit import letters
from intranet.kit.access import me, require
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, asked_page, first_of
from intranet.members.forms import OutboxForm
from intranet.members.policy import may_read_outbox
from intranet.members.views.blueprint import bp


@bp.get("/animer/courrier")
def outbox() -> Response:
    require(may_read_outbox(me()))
    form = OutboxForm(request.args)
    found, number = letters.in_outbox((form.q.data or "")[:200] or None), asked_page()
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery()))
    shown = every(found.limit(PER_PAGE).offset(first_of(number)))
    return page(
        "members/outbox.html",
        fragment="results",
        form=form,
        listing=Listing(shown, total or 0, number),
        is_sent=bool(current_app.config["MAIL_URL"]),
        last_try=letters.LAST_TRY,
        worded=letters.WORDED_MONTHS,
    )
