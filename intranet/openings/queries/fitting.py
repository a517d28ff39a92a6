"""The board as one person’s levels answer it: sorted by fit, or no less than a share covered.

How a person answers an opening changes with their levels and with the opening alone. So the ranking
of all that is live is asked once (`competencies.queries.fits`: one statement for each edition that
openings were written with) and kept, as the counts are; what is found is then looked for in it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import cast

from sqlalchemy import Select, select

from intranet.competencies.equivalences import with_transfers
from intranet.competencies.matching import Match, match
from intranet.competencies.models import RequirementSet
from intranet.competencies.queries import TWELFTHS, Catalogue, catalogue_of, fits
from intranet.kit.db import db
from intranet.kit.kept import Kept
from intranet.openings.models import Opening
from intranet.openings.queries.board import Asked, in_order
from intranet.openings.queries.counting import Facets, Tally, facets_missed, moment_of, tally
from intranet.openings.queries.live import instants, live
from intranet.openings.queries.searches import Order, Search

NO_SCORE = -1  # where nothing is required

Levels = Mapping[int, int | None]
_kept = Kept(64)  # rankings and findings, of a few dozen kilobytes each


@dataclass(frozen=True)
class Ranking:
    """All that is live, what is best answered first, with the percent that a page shows of each."""

    opening_ids: Sequence[int]
    percents: Sequence[int]

    @cached_property
    def known(self) -> frozenset[int]:
        return frozenset(self.opening_ids)

    def covered(self, least: int) -> frozenset[int]:
        """The openings of which so many percent are covered: as shown, so that no one is puzzled."""
        told = zip(self.opening_ids, self.percents, strict=True)
        return frozenset(opening_id for opening_id, percent in told if percent >= least)


@dataclass(frozen=True)
class Found:
    """What a search finds whoever reads it, in its order, before any facet is chosen."""

    opening_ids: Sequence[int]
    places: Sequence[int]  # of each in `facets`
    facets: Sequence[Facets]  # the different ones


def tally_for(search: Search, levels: Levels | None, at: datetime) -> Tally:
    """The counts of a search, as `tally` has them; where fit is looked for, what is found too.

    Whoever said no level has no fit to look for: the rest of the search is answered.
    """
    if not levels or not search.asks_for_fit:
        return tally(search, at)
    moment = moment_of(at)
    if moment is None:
        return _fitted(search, _ranking(levels, at), _found(search, at), None)
    person = frozenset(levels.items())
    kept_under = (*moment, person)
    found = _kept(("found", *moment, search.unfitted), lambda: _found(search, at))
    # Kept for more than the minute: what has ended is not found, and what is not known is asked.
    ranked = ("ranking", moment[0], person)
    if not _kept(ranked, lambda: _ranking(levels, at)).known.issuperset(found.opening_ids):
        _kept.forget(ranked)
    ranking = _kept(ranked, lambda: _ranking(levels, at))
    return _kept(
        ("fitted", *kept_under, search), lambda: _fitted(search, ranking, found, kept_under)
    )


def fits_of_lines(
    asked: Mapping[int, Sequence[Asked]], catalogue: Catalogue | None, levels: Levels | None
) -> dict[int, Match]:
    """For each requirement set that `asked_by` read: the comparison that the page of its opening has.

    Nothing for a visitor, nor for a member who said no level yet. `catalogue`: one already at hand.
    """
    if not levels:
        return {}
    known: dict[int, Levels] = {}
    found = {}
    for set_id, rows in asked.items():
        edition_id = rows[0].edition_id
        if edition_id not in known:
            if catalogue is None or catalogue.edition_id != edition_id:
                catalogue = catalogue_of(edition_id)
            known[edition_id] = with_transfers(levels, catalogue.ties)
        mine = known[edition_id]
        said = tuple((row.competency_id in mine, mine.get(row.competency_id)) for row in rows)
        found[set_id] = _matched(tuple(rows), said)
    return found


@lru_cache(maxsize=4096)
def _matched(asked: tuple[Asked, ...], said: tuple[tuple[bool, int | None], ...]) -> Match:
    """Compared once for the same demand and the same answers to it, as lists come back."""
    answers = zip(asked, said, strict=True)
    return match(asked, {row.competency_id: level for row, (known, level) in answers if known})


def _ranking(levels: Levels, at: datetime) -> Ranking:
    """Each opening by the words of the edition it was written with, as its own page compares."""
    asked = (live(at), RequirementSet.id == Opening.requirement_set_id)
    sets = select(RequirementSet.id, Opening.id, RequirementSet.edition_id).where(*asked)
    editions: dict[int, dict[int, int]] = {}
    for set_id, opening_id, edition_id in db.session.execute(sets):
        editions.setdefault(edition_id, {})[set_id] = opening_id
    scored: list[tuple[int, int, int, int, int, int]] = []
    for edition_id, openings in editions.items():
        of_edition = select(RequirementSet.id).where(
            *asked, RequirementSet.edition_id == edition_id
        )
        if len(editions) == 1:  # as it is but when an edition has just been published
            of_edition = cast("Select[int]", select(Opening.requirement_set_id).where(live(at)))
        found = fits(of_edition, with_transfers(levels, catalogue_of(edition_id).ties))
        columns = ("is_blocked", "score", "share", "requirement_set_id", "twelfths", "weight")
        for row in db.session.execute(select(*(found.c[name] for name in columns))):
            blocked, score, share, set_id, twelfths, weight = row
            if set_id in openings:
                whole = TWELFTHS * weight
                shown = (200 * twelfths + whole) // (2 * whole) if weight else NO_SCORE
                scored.append((blocked, -score, -share, set_id, openings[set_id], shown))
    scored.sort()
    return Ranking(
        array("q", [opening_id for *_, opening_id, _ in scored]),
        array("h", [shown for *_, shown in scored]),
    )


def _found(search: Search, at: datetime) -> Found:
    query, keys = in_order(search.unfitted)
    facets = (Opening.region_code, Opening.employer_kind, Opening.category, Opening.routes_mask)
    opening_ids, places, known = array("q"), array("l"), dict[Facets, int]()
    rows = db.session.execute(query.add_columns(*facets).order_by(*keys), instants(at))
    for opening_id, *told in rows:
        opening_ids.append(opening_id)
        places.append(known.setdefault(cast("Facets", tuple(told)), len(known)))
    return Found(opening_ids, places, list(known))


def _fitted(
    search: Search, ranking: Ranking, found: Found, kept_under: tuple[object, ...] | None
) -> Tally:
    """What is covered enough, counted by facet; and what all the choices leave of it, in order."""
    passing = ranking.known if search.fit is None else ranking.covered(search.fit)
    missed_by, counts, left = facets_missed(search), Counter[int](), []
    answering = [not any(missed_by(facets)) for facets in found.facets]
    for opening_id, place in zip(found.opening_ids, found.places, strict=True):
        if opening_id in passing:
            counts[place] += 1
            if answering[place]:
                left.append(opening_id)
    if search.order is Order.FIT:
        wanted = set(left)
        left = [opening_id for opening_id in ranking.opening_ids if opening_id in wanted]
    cells = [(*found.facets[place], count) for place, count in counts.items()]
    return Tally(cells, search, kept_under, array("q", left))
