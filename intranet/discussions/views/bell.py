"""`/moi/nouveautes`: what happened to what one follows, and the bell that counts it."""

from __future__ import annotations

from flask import Response

from intranet.discussions import actions, queries
from intranet.discussions.models import VERB_LABELS
from intranet.discussions.views.blueprint import bp
from intranet.kit.access import correct_of_reader, known_of_reader, me
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page

SHOWN = 60


def unseen() -> int:
    """What is new for whoever reads, for the header of every page."""
    return known_of_reader("news") or 0


@bp.get("/moi/nouveautes")
def news() -> Response:
    """The newest first; reading marks them seen, and those new to the reader say so."""
    member = me()
    seen = db.session.scalar(queries.seen_until(member.id)) or 0
    found = every(queries.news_for(member).limit(SHOWN))
    named = queries.named_things((each.subject_type, each.subject_id) for each in found)
    shown = [each for each in found if (each.subject_type, each.subject_id) in named]
    if found and found[0].id > seen:
        actions.mark_seen(member, found[0].id, now())
        db.session.commit()
        correct_of_reader("news", 0)
    return page("discussions/news.html", news=shown, seen=seen, verbs=VERB_LABELS, most=SHOWN)
