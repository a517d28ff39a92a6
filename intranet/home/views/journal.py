"""`/animer/journal`, for administrators; « Activité de mon compte », for each member."""

from __future__ import annotations

from flask import Response, request

from intranet.home.commands.delays import delays_in_words
from intranet.home.forms import JournalForm
from intranet.home.policy import may_read_journal
from intranet.home.queries import journal as queries
from intranet.home.views.blueprint import bp
from intranet.kit.access import me, require
from intranet.kit.htmx import page
from intranet.kit.listing import listed
from intranet.members.models import ROLE_LABELS
from intranet.openings.models.openings import UNNAMED

PER_PAGE = 50
DETAILS = queries.DETAILS | {role.value: word.lower() for role, word in ROLE_LABELS.items()}


@bp.get("/animer/journal")
def journal() -> Response:
    require(may_read_journal(me()))
    form = JournalForm(request.args)
    sought, notices = form.read()
    listing = listed(queries.lines(sought), PER_PAGE)
    return page(
        "home/journal.html",
        fragment="results",
        form=form,
        notices=notices,
        listing=listing,
        names=queries.names_in(listing.items),
        subjects=queries.SUBJECTS,
        details=DETAILS,
        kept=delays_in_words()["journal"],
    )


@bp.get("/moi/activite")
def activity() -> Response:
    listing = listed(queries.lines_about(me()), PER_PAGE)
    return page(
        "home/activity.html",
        listing=listing,
        names=queries.names_in(listing.items),
        unnamed=queries.unnamed_in(listing.items),
        recruiter=UNNAMED,
        subjects=queries.SUBJECTS,
        details=DETAILS,
        kept=delays_in_words()["journal"],
        mine=me().event_key,
    )
