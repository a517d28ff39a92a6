"""The outbox: every letter written, readable where the site sends none, and to see what failed."""

from __future__ import annotations

from flask import Response, current_app, request

from intranet.kit import letters
from intranet.kit.access import me, require
from intranet.kit.htmx import page
from intranet.kit.listing import listed
from intranet.members.forms import OutboxForm
from intranet.members.policy import may_read_outbox
from intranet.members.views.blueprint import bp


@bp.get("/animer/courrier")
def outbox() -> Response:
    require(may_read_outbox(me()))
    form = OutboxForm(request.args)
    return page(
        "members/outbox.html",
        fragment="results",
        form=form,
        listing=listed(letters.in_outbox((form.q.data or "")[:200])),
        is_sent=bool(current_app.config["MAIL_URL"]),
        last_try=letters.LAST_TRY,
        worded=letters.WORDED_MONTHS,
    )
