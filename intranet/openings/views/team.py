"""`/offres/<id>/equipe`: who answers the applications to an opening, and who only reads them."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.htmx import page
from intranet.members.models import Member
from intranet.openings import actions, policy, queries
from intranet.openings.forms import TeamForm
from intranet.openings.models import DESK_ROLE_LABELS, Opening
from intranet.openings.views.blueprint import bp
from intranet.openings.views.desk import opening_at_desk

HERE = "/offres/<int:opening_id>/equipe"


@bp.get(HERE)
def team(opening_id: int) -> Response:
    """Its team, as whoever reads the applications sees it."""
    opening = opening_at_desk(opening_id)
    return _page(opening, _form(opening))


@bp.post(HERE)
def name_member(opening_id: int) -> ResponseReturnValue:
    """Its owners name a colleague, or give them another part."""
    opening = opening_at_desk(opening_id)
    require(policy.answers_for(me(), opening))
    form = _form(opening)
    if not form.validate():
        return _page(opening, form)
    named = db.session.get_one(Member, form.member.data)
    actions.name_member(opening, named, form.role.data, me(), now())
    db.session.commit()
    flash(f"{named.name} : {DESK_ROLE_LABELS[form.role.data].lower()}. Un courriel le lui dit.")
    return redirect(url_for(".team", opening_id=opening.id))


@bp.post(f"{HERE}/<int:member_id>/retrait")
def unname_member(opening_id: int, member_id: int) -> ResponseReturnValue:
    """They no longer have a part in it, from their next page on."""
    opening = opening_at_desk(opening_id)
    require(policy.answers_for(me(), opening))
    named = next((each for each in opening.team if each.member_id == member_id), None) or abort(404)
    name = named.member.name
    actions.unname_member(named, me(), now())
    db.session.commit()
    flash(f"{name} n’est plus dans l’équipe.")
    return redirect(url_for(".team", opening_id=opening.id))


def _form(opening: Opening) -> TeamForm:
    colleagues = every(queries.colleagues_in(opening.organization_id))
    return TeamForm([each for each in colleagues if each.id != opening.owner_id])


def _page(opening: Opening, form: TeamForm) -> Response:
    people = every(queries.colleagues_in(opening.organization_id))
    named = {each.member_id for each in opening.team} | {opening.owner_id}
    return page(
        "openings/team.html",
        status=422 if form.errors else 200,
        opening=opening,
        form=form,
        owner_answers=opening.owner in policy.owners_of(opening),
        named=[(each, policy.role_at(each.member, opening)) for each in opening.team],
        others=[each for each in people if each.id not in named and policy.decides(each, opening)],
        may_name=policy.answers_for(me(), opening),
        labels=DESK_ROLE_LABELS,
    )
