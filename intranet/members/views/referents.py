"""Who speaks for an organization: the page where it is said."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.htmx import page
from intranet.kit.texts import typo
from intranet.members import actions, queries
from intranet.members.models import Membership, MembershipState
from intranet.members.policy import may_name_referents
from intranet.members.views.blueprint import bp
from intranet.organizations.models import Organization


@bp.get("/annuaire/<slug>/referents")
def referents(slug: str) -> Response:
    organization = _spoken_for(slug)
    people = every(queries.people_of(organization.id))
    return page("members/referents.html", organization=organization, people=people)


@bp.post("/annuaire/<slug>/referents/<int:membership_id>")
def name_referent(slug: str, membership_id: int) -> ResponseReturnValue:
    """As the page said, whatever somebody else did since."""
    organization = _spoken_for(slug)
    there = Membership.id == membership_id, Membership.organization_id == organization.id
    membership = one_or_404(select(Membership).where(*there))
    is_named = request.form.get("named") == "1"
    if is_named:
        actions.name_referent(membership, me(), now())
    else:
        actions.unname_referent(membership, me())
    db.session.commit()
    _say(membership, is_named=is_named)
    if not may_name_referents(me(), organization):  # they named themselves no more
        return redirect(organization.address)
    return redirect(url_for(".referents", slug=organization.slug))


def _say(membership: Membership, *, is_named: bool) -> None:
    name = membership.member.name
    if membership.state is not MembershipState.ADMITTED:
        flash(typo(f"{name} n’est plus de cette structure."), "error")
    elif is_named:
        flash(typo(f"{name} parle désormais au nom de la structure."))
    else:
        flash(typo(f"{name} ne parle plus au nom de la structure."))


def _spoken_for(slug: str) -> Organization:
    organization = one_or_404(select(Organization).where(Organization.slug == slug))
    require(may_name_referents(me(), organization))
    return organization
