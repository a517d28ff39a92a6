"""`/offres/<id>/comparaison`: one opening beside one’s own levels, with what blocks and where to begin."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from intranet.competencies.comparing import compare
from intranet.competencies.levels import MODE_LABELS, Mode
from intranet.competencies.queries import Item, catalogue_of, levels_held, requirements_of
from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.htmx import page
from intranet.openings import policy
from intranet.openings.views.blueprint import bp
from intranet.openings.views.item import gone, loaded


@bp.get("/offres/<int:opening_id>/comparaison")
def comparison(opening_id: int) -> Response:
    """By the edition that the opening was written with, whatever was published since."""
    at, mode = now(), Mode.named(request.args.get("lecture"))
    opening = loaded(opening_id, at)
    if opening.is_gone(at) and not policy.may_follow(me(), opening):
        return gone(opening, at)
    asked = opening.requirement_set
    if asked is None:
        abort(404)
    compared = compare(
        catalogue_of(asked.edition_id),
        requirements_of([asked.id])[asked.id],
        levels_held(me().id, at),
        mode,
        page_of,
    )
    return page(
        "openings/comparison.html",
        opening=opening,
        compared=compared,
        modes=[
            (label, url_for(".comparison", opening_id=opening.id, lecture=one), one is mode)
            for one, label in MODE_LABELS.items()
        ],
        page_of=page_of,
        ended_at=opening.ended_at(at),
    )


def page_of(item: Item) -> str:
    """The page of an item."""
    return f"/referentiel/{item.code}"
