"""While one types in the box of the header: what the words may lead to; what one lately searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from intranet.competencies.synonyms import ALIKE
from intranet.home import actions, policy
from intranet.home.queries.everything import SORTS, asking
from intranet.home.queries.recent import recent_of
from intranet.home.queries.spelling import meant
from intranet.home.views.blueprint import bp
from intranet.kit import search
from intranet.kit.access import me, reader
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.kit.search import LONGEST_QUESTION, Reader
from intranet.kit.texts import clean

MOST = 8
SHORTEST = 2  # letters: one would suggest everything


@bp.get("/recherche/suggestions")
def suggest() -> Response:
    """The options of the box: things whose title holds the words; with none, the last searches."""
    typed, member = clean(request.args.get("q", ""))[:LONGEST_QUESTION], reader()
    return page(
        "home/_suggestions.html",
        hits=led_to_by(typed, asking(policy.audiences_of(member), now())),
        recent=every(recent_of(member)) if member and not typed else [],
        sorts=SORTS,
    )


def led_to_by(typed: str, who: Reader) -> Sequence[Any]:
    """Things whose title holds the words; where none does, once a slip is forgiven."""
    asked = search.read(typed, ALIKE) if len(typed) >= SHORTEST else []
    if not asked:
        return []
    found = search.titled(asked, who, MOST)
    said = None if found else meant(typed, who)
    return search.titled(search.read(said, ALIKE), who, MOST) if said else found


def own_searches(_reader: object) -> str:
    """What is kept of them, on the page of one’s own data."""
    return render_template("home/_own_searches.html", recent=every(recent_of(me())))


@bp.post("/recherche/recentes")
def remember_search() -> ResponseReturnValue:
    """The page of results asks for it once it is read: reading alone writes nothing."""
    actions.remember(me(), clean(request.form.get("q", "")), now())
    db.session.commit()
    return "", 204


@bp.post("/recherche/recentes/<int:search_id>/suppression")
def forget_search(search_id: int) -> ResponseReturnValue:
    actions.forget(me(), search_id)
    db.session.commit()
    flash("Cette recherche est oubliée.")
    return redirect("/recherche")


@bp.post("/recherche/recentes/effacement")
def forget_searches() -> ResponseReturnValue:
    actions.forget_all(me().id)
    db.session.commit()
    flash("Vos dernières recherches sont oubliées.")
    return redirect("/recherche")


@bp.post("/recherche/recentes/reglage")
def keep_searches() -> ResponseReturnValue:
    keep = request.form.get("garder") == "oui"
    actions.keep_or_not(me(), keep=keep)
    db.session.commit()
    flash(
        "Vos prochaines recherches seront gardées, pour vous seul."
        if keep
        else "Vos recherches ne sont plus gardées, et les dernières sont oubliées."
    )
    return redirect("/recherche")
