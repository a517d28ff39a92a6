"""`/moi/nouveautes`: what happened to what one follows, read or not, and the bell that counts it."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intranet.discussions import actions, queries
from intranet.discussions.models import News, NewsSeen
from intranet.discussions.views.blueprint import bp
from intranet.kit import asides
from intranet.kit.access import known_of_reader, me
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page, wants
from intranet.kit.numbers import whole_number

SHOWN = 60


def unseen() -> int:
    """What is new for whoever reads, for the header of every page."""
    return known_of_reader("news") or 0


@bp.get("/moi/nouveautes")
def news() -> Response:
    """The newest first; what one has not read says so. Looking marks nothing.

    The bell counts what is not read of any more too: it is said, and all may be marked as read.
    """
    member = me()
    found = every(queries.news_for(member).limit(SHOWN))
    named = queries.named_things((each.subject_type, each.subject_id) for each in found)
    shown = [each for each in found if (each.subject_type, each.subject_id) in named]
    reading = queries.readings_of([member.id])[member.id]
    seen = db.session.get(NewsSeen, member.id)
    return page(
        "discussions/news.html",
        news=[(each, reading.has_read(each.id)) for each in shown],
        until=found[0].id if found else 0,
        unseen=unseen(),
        elsewhere=unseen() - sum(not reading.has_read(each.id) for each in shown),
        may_undo=seen is not None and seen.undo is not None,
        most=SHOWN,
    )


@bp.get("/moi/nouveautes/<int:news_id>")
def read_news(news_id: int) -> ResponseReturnValue:
    """Go and read it: it is read."""
    found, member = mine(news_id), me()
    address = found.address
    asides.jot(lambda: actions.mark(member, found, now(), read=True), asides.A_MOMENT)
    return redirect(address)


@bp.post("/moi/nouveautes/<int:news_id>")
def mark_news(news_id: int) -> ResponseReturnValue:
    """Read without going there; or unread again, to come back to it."""
    found, read = mine(news_id), request.form.get("read") == "1"
    actions.mark(me(), found, now(), read=read)
    db.session.commit()
    if wants(f"nouvelle-{found.id}"):
        return render_template("discussions/_news.html", each=found, is_read=read)
    return redirect(f"{url_for('.news')}#nouvelle-{found.id}")


@bp.post("/moi/nouveautes/lues")
def mark_all_news() -> ResponseReturnValue:
    """All that the page showed; what came meanwhile stays new."""
    until = whole_number(request.form.get("until"))
    if until is None:
        abort(400)
    actions.mark_all(me(), until, now())
    db.session.commit()
    flash("Tout est marqué comme lu.")
    return redirect(url_for(".news"))


@bp.post("/moi/nouveautes/lues/annulation")
def undo_all_news() -> ResponseReturnValue:
    """Back to what was unread before."""
    undone = actions.undo_all(me(), now())
    db.session.commit()
    flash("C’est annulé." if undone else "Il n’y a plus rien à annuler.")
    return redirect(url_for(".news"))


def mine(news_id: int) -> News:
    """A piece of news of something that this member follows; for anyone else it does not exist, nor
    where what it is about is no longer read of.
    """
    found = one_or_404(queries.news_for(me()).where(News.id == news_id))
    thing = (found.subject_type, found.subject_id)
    if thing not in queries.named_things([thing]):
        abort(404)
    return found
