"""`/alertes/flux/…`: a kept search as a feed, for a reader that signs in nowhere.

The address is its own proof: it is told to its author alone, follows their own levels, opens on a
closed site too, and dies with the search.
"""

from __future__ import annotations

from flask import Response, abort

from intranet.competencies.queries import known_levels
from intranet.kit import exports, links
from intranet.kit.clock import now
from intranet.kit.db import one_or_404
from intranet.kit.listing import Listing
from intranet.openings import queries
from intranet.openings.views.alerts import FEED, born, read_again
from intranet.openings.views.blueprint import bp
from intranet.openings.views.board import entry, listed


@bp.get("/alertes/flux/<word>.atom")
def kept_feed(word: str) -> Response:
    search_id, member_id, second = (int(value) for value in links.read_or_404(FEED, word))
    kept = one_or_404(queries.kept_by_number(search_id, member_id))
    if born(kept) != second:
        abort(404)
    at = now()
    levels, again = known_levels(member_id, at), read_again(kept.query)
    search = again.search
    if again.is_lost or (search.asks_for_fit and not levels):
        found: Listing[object] = Listing([], 0)  # nothing is known to be asked for, or covered
    else:
        _, found = listed(queries.tally_for(search, levels, at), at, exports.PER_PAGE)
    answer = exports.answer("atom", kept.name, found, [entry(line) for line in found])
    answer.headers["Cache-Control"] = "private"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
