"""`/moi/alertes`: the searches one keeps, and how often one is told of what is new in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from intranet.kit import links
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.openings import actions, policy, queries
from intranet.openings.forms import OpeningSearch, SavedSearchForm, canonical
from intranet.openings.models import FREQUENCY_LABELS, SavedSearch
from intranet.openings.queries import Search
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import my_levels, referential
from intranet.openings.views.refining import in_words

FEED = "feed of a search"  # what the address of a feed is signed for
PAUSES = {
    "unsubscribed": "Vous l’avez arrêtée depuis un courriel.",
    "unused": "Elle s’est arrêtée seule : vous n’aviez pas répondu à notre question.",
}


@dataclass(frozen=True)
class Kept:
    """A line of the page: the search, what it looks for in words, and how many answer it today."""

    search: SavedSearch
    words: str
    count: int
    form: SavedSearchForm
    is_lost: bool

    @property
    def feed(self) -> str:
        """Where its author reads it elsewhere, without signing in."""
        word = links.signed(FEED, self.search.id, self.search.member_id, born(self.search))
        return url_for(".kept_feed", word=word)


def born(search: SavedSearch) -> int:
    """When it was kept: a number that is given again to another search gives no way to it."""
    return int(search.created_at.timestamp())


@bp.get("/moi/alertes")
def alerts() -> Response:
    require(policy.may_keep_searches(me()))
    return alerts_page()


def alerts_page(wrong: SavedSearchForm | None = None, of: int = 0, status: int = 200) -> Response:
    """Every search the reader keeps; one of their forms may come back with its faults."""
    kept = queries.kept_by_name(me())
    read = [read_again(search.query) for search in kept]
    counts = _counts([again.search for again in read], now())
    lines = [
        Kept(
            search,
            in_words(again.form, again.search),
            count,
            _form_of(search, wrong, of),
            again.is_lost,
        )
        for search, again, count in zip(kept, read, counts, strict=True)
    ]
    return page(
        "openings/alerts.html",
        status=status,
        lines=lines,
        frequencies=FREQUENCY_LABELS,
        pauses=PAUSES,
        most=actions.MOST_KEPT,
    )


def _counts(searches: Sequence[Search], at: datetime) -> list[int]:
    """How many answer each today: in one statement, but for what one’s own levels decide."""
    counts = queries.counts(searches, at)
    levels = my_levels() if any(search.asks_for_fit for search in searches) else None
    return [
        queries.tally_for(search, levels, at).total if search.asks_for_fit else count
        for search, count in zip(searches, counts, strict=True)
    ]


def _form_of(search: SavedSearch, wrong: SavedSearchForm | None, of: int) -> SavedSearchForm:
    if wrong is not None and search.id == of:
        return wrong
    said = {"name": search.name, "frequency": search.frequency}
    return SavedSearchForm(formdata=None, data=said, prefix=f"a{search.id}-")


@bp.route("/moi/alertes/nouvelle", methods=["GET", "POST"])
def keep_search() -> ResponseReturnValue:
    """Keep the search that the address holds, as the board was left."""
    require(policy.may_keep_searches(me()))
    query = _without_unknown(canonical(request.args.items(multi=True)))
    words = in_words(*read_again(query)[:2])
    form = SavedSearchForm(data={"name": words[:80]})
    if form.validate_on_submit():
        try:
            actions.keep(me(), form.name.data, query, form.frequency.data, now())
        except actions.NameTaken:
            form.refuse(
                form.name, "Vous avez déjà une recherche de ce nom : choisissez-en un autre."
            )
        except actions.TooManySearches:
            told = f"Vous gardez déjà {actions.MOST_KEPT} recherches : supprimez-en une d’abord."
            form.refuse(form.name, told)
        else:
            db.session.commit()
            flash("La recherche est enregistrée.")
            return redirect(url_for(".alerts"))
    return page(
        "openings/alert.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        words=words,
        leaves_dates=any(request.args.get(name) for name in ("depuis", "bientot")),
        board=f"{url_for('.index')}?{query}",
    )


@bp.post("/moi/alertes/<int:search_id>")
def change_search(search_id: int) -> ResponseReturnValue:
    """Another name, another rhythm; a paused alert starts again."""
    kept = one_or_404(queries.kept_by(me()).where(SavedSearch.id == search_id))
    form = SavedSearchForm(prefix=f"a{search_id}-")
    names = {other.name for other in every(queries.kept_by(me())) if other.id != search_id}
    if form.validate() and form.name.data in names:
        form.refuse(form.name, "Vous avez déjà une recherche de ce nom : choisissez-en un autre.")
    if form.errors:
        return alerts_page(form, search_id, 422)
    kept.name = form.name.data
    actions.set_frequency(kept, form.frequency.data, now())
    db.session.commit()
    flash("La recherche est à jour.")
    return redirect(url_for(".alerts"))


@bp.post("/moi/alertes/<int:search_id>/suppression")
def delete_search(search_id: int) -> ResponseReturnValue:
    kept = one_or_404(queries.kept_by(me()).where(SavedSearch.id == search_id))
    actions.throw_away(kept)
    db.session.commit()
    flash("La recherche est supprimée.")
    return redirect(url_for(".alerts"))


@bp.route("/alertes/arret/<word>", methods=["GET", "POST"])
def stop_alerts(word: str) -> Response:
    """The link of the letters. A GET only asks: mail scanners open every link they meet.

    A POST without cookie nor token is enough, answers 200 and may come twice (RFC 8058).
    """
    member_id, *search_id = (int(value) for value in links.read_or_404(actions.STOPPING, word))
    if request.method == "POST":
        actions.stop_telling(member_id, search_id[0] if search_id else None, now())
        db.session.commit()
    return page(
        "openings/alerts_stopped.html",
        word=word,
        of_one=bool(search_id),
        done=request.method == "POST",
    )


class ReadAgain(NamedTuple):
    """A kept search, as the board reads its address."""

    form: OpeningSearch
    search: Search
    # A filter names what is no longer there: without it, all that it kept out would be found.
    is_lost: bool


def read_again(query: str) -> ReadAgain:
    form = OpeningSearch(MultiDict(parse_qsl(query)), referential(), knows_levels=True)
    search, ignored = form.read(now())
    return ReadAgain(form, search, bool(ignored))


def _without_unknown(query: str) -> str:
    """As the board had read it: what it ignored is not kept."""
    if not read_again(query).is_lost:
        return query
    asked = parse_qsl(query)
    return canonical(each for each in asked if not read_again(urlencode([each])).is_lost)
