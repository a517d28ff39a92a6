"""`/offres/postes-partages/<id>`: two part-time openings that one person could hold."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from intranet.competencies.levels import on_a_chip
from intranet.competencies.queries import catalogue_of
from intranet.kit.access import me, reader, require
from intranet.kit.clock import now
from intranet.kit.db import db, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import clock_time
from intranet.openings import actions, policy, queries
from intranet.openings.actions.shared import required_in, side_of, speaking_for
from intranet.openings.models import Opening, PairAlreadyAnswered, SharedPost
from intranet.openings.views.blueprint import bp
from intranet.openings.views.chips import Chip, my_levels

NO_LONGER = (
    "L’une des deux offres n’est plus en ligne, les deux ne tiennent plus dans une semaine, ou"
    " elles sont désormais d’un même employeur."
)


@bp.get("/offres/postes-partages/<int:pair_id>")
def shared_post(pair_id: int) -> Response:
    """The one page of the pair."""
    return _shown(_loaded(pair_id))


@bp.post("/offres/postes-partages/<int:pair_id>/reponse")
def answer_shared_post(pair_id: int) -> ResponseReturnValue:
    """Accept or decline for one’s side: the button says which."""
    found, at = _loaded(pair_id), now()
    require(policy.may_answer_pair(me(), found))
    verdict = request.form.get("verdict")
    if verdict not in {"accept", "decline"}:
        abort(400)
    if not queries.shared.is_possible(found, at):
        return _shown(found, status=409, lost=NO_LONGER)
    actions.shared.answer(found, me(), at, accepts=verdict == "accept")
    db.session.commit()
    flash(
        "Les deux structures acceptent : les candidats le voient sur les deux offres."
        if found.is_agreed
        else "Votre réponse est gardée."
    )
    return redirect(found.address)


def _shown(found: SharedPost, *, status: int = 200, lost: str | None = None) -> Response:
    member, at = reader(), now()
    recruits = policy.may_answer_pair(member, found)
    side = side_of(found, member) if member and recruits else None
    said = getattr(found, f"{side}_accepts") if side else None
    possible = queries.shared.is_possible(found, at)
    return page(
        "openings/shared/show.html",
        status=status,
        pair=found,
        both=(found.one, found.other),
        speaking=[
            (each, opening)
            for opening in (found.one, found.other)
            if recruits and found.is_agreed
            for each in speaking_for(opening)
        ],
        chips=_asked_by_both(found.one, found.other),
        recruits=recruits,
        said=said,
        side=side,
        may_answer=bool(side) and said is None and possible and not found.is_declined,
        possible=possible,
        lost=lost,
    )


def _asked_by_both(one: Opening, other: Opening) -> list[Chip]:
    """What both require, at the higher of the two levels."""
    if one.requirement_set_id is None or other.requirement_set_id is None:
        return []
    asked = required_in({one.requirement_set_id, other.requirement_set_id})
    here, there = asked[one.requirement_set_id], asked[other.requirement_set_id]
    catalogue = catalogue_of(one.requirement_set.edition_id) if one.requirement_set else None
    items, levels = catalogue.items if catalogue else {}, my_levels()
    return [
        Chip(
            code=items[item].code,
            title=items[item].title,
            url=f"/referentiel/{items[item].code}",
            level=max(level, there[item]),
            mine=on_a_chip(levels, item),
        )
        for item, level in here.items()
        if item in there and item in items
    ]


def _loaded(pair_id: int) -> SharedPost:
    return one_or_404(queries.shared.seen_by(reader(), now()).where(SharedPost.id == pair_id))


@bp.errorhandler(PairAlreadyAnswered)
def explain_pair(error: PairAlreadyAnswered) -> Response:
    """A colleague was first."""
    db.session.rollback()
    found = _loaded(int(error.args[0]))
    side = side_of(found, me())
    who, at = getattr(found, f"{side}_answered_by"), getattr(found, f"{side}_answered_at")
    told = "Quelqu’un de votre structure a répondu avant vous."
    if who and at:
        said = "accepté" if getattr(found, f"{side}_accepts") else "décliné"
        told = f"{who.name} a répondu avant vous, à {clock_time(at)} : {said}. Rien de votre envoi n’a été enregistré."
    return _shown(found, status=409, lost=told)
