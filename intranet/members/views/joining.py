"""Where one works: choosing an organization by three letters, asking for roles, leaving."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.kit.access import me
from intranet.kit.clock import now
from intranet.kit.db import db, every
from intranet.kit.forms import SelectChoice
from intranet.kit.htmx import page
from intranet.kit.numbers import whole_number
from intranet.members import actions
from intranet.members.forms import JoinForm, OrganizationSearchForm, RolesForm
from intranet.members.models import AlreadyThere, Member, Membership, MembershipState, NotAwaited
from intranet.members.policy import may_ask_for_roles
from intranet.members.views.blueprint import bp
from intranet.members.views.profile import shown
from intranet.organizations.models import AlreadyClosed, Organization
from intranet.organizations.queries import MOST_SUGGESTED, of_domain, still_there, suggested

CLOSED = "Cette structure vient de fermer : choisissez celle qui a pris sa place, ou une autre."


@bp.route("/moi/structure", methods=["GET", "POST"])
def join() -> ResponseReturnValue:
    """Search, then choose: one page, which htmx fills as one types."""
    form = JoinForm()
    chosen = _chosen(form)
    if form.is_submitted() and form.validate():
        if chosen is None:
            form.refuse(form.organization, "Cette structure n’est plus dans l’annuaire.")
        elif chosen.id == me().organization_id:
            form.refuse(form.organization, "Vous y travaillez déjà.")
        else:
            return _ask(form, chosen)
    search = OrganizationSearchForm(request.values)
    found = _found(search.q.data, chosen, me())
    form.organization.choices = [SelectChoice(str(one.id), one.name) for one in found]
    return page(
        "members/join.html",
        fragment="suggestions",
        form=form,
        search=search,
        found=found,
        typed=(search.q.data or "").strip(),
        is_cut=len(found) >= MOST_SUGGESTED,
        domain=me().email.rpartition("@")[2],
        status=422 if form.errors else 200,
    )


@bp.post("/moi/structure/retrait")
def withdraw() -> ResponseReturnValue:
    """No longer ask for what still waits."""
    try:
        actions.withdraw(_mine(MembershipState.ASKED))
    except NotAwaited:
        db.session.rollback()
        flash("Un animateur venait de décider : voyez ci-dessous.", "error")
        return redirect(url_for(".me"))
    db.session.commit()
    flash("Votre demande est retirée.")
    return redirect(url_for(".me"))


@bp.post("/moi/structure/depart")
def leave() -> ResponseReturnValue:
    left = _mine(MembershipState.ADMITTED)
    with suppress(NotAwaited):  # another click of theirs did it
        actions.leave(left, now())
    db.session.commit()
    flash(f"C’est noté : vous ne travaillez plus pour {left.organization.name}.")
    return redirect(url_for(".me"))


@bp.post("/moi/roles")
def ask_for_roles() -> ResponseReturnValue:
    form = RolesForm(me())
    membership = _mine(MembershipState.ADMITTED)
    if not may_ask_for_roles(me()):
        return _asked_already()
    if not form.validate():
        return shown(form, status=422)
    try:
        actions.ask_for_roles(membership, now(), roles=form.asked_roles)
    except NotAwaited:  # by another click
        db.session.rollback()
        return _asked_already()
    db.session.commit()
    flash("Votre demande est envoyée aux animateurs.")
    return redirect(url_for(".me"))


def _asked_already() -> ResponseReturnValue:
    flash("Une demande attend déjà la réponse d’un animateur.", "error")
    return redirect(url_for(".me"))


def _ask(form: JoinForm, chosen: Organization) -> ResponseReturnValue:
    try:
        asked = actions.ask_to_join(
            me(), chosen, now(), job_title=form.job_title.data or "", roles=form.asked_roles
        )
    except (AlreadyThere, NotAwaited, AlreadyClosed) as why:
        db.session.rollback()
        closed = isinstance(why, AlreadyClosed)
        flash(CLOSED if closed else "Votre situation vient de changer : voyez ci-dessous.", "error")
        return redirect(url_for(".me"))
    db.session.commit()
    flash(_what_follows(asked))
    return redirect(url_for(".me"))


def _what_follows(asked: Membership) -> str:
    if asked.state is MembershipState.ASKED:
        return "Votre demande est envoyée. Un animateur de la région vous répondra par courriel."
    if asked.roles_asked_at:
        return "Bienvenue : votre adresse vous rattache d’office. Un animateur examine les rôles demandés."
    return "Bienvenue : votre adresse vous rattache d’office à cette structure."


def _chosen(form: JoinForm) -> Organization | None:
    chosen = whole_number(form.organization.data)
    return db.session.scalar(still_there().where(Organization.id == chosen)) if chosen else None


def _found(
    typed: str | None, chosen: Organization | None, member: Member
) -> Sequence[Organization]:
    """What the letters suggest, else those of the member's own domain; the one chosen stays."""
    query = suggested(typed)
    found = list(every(of_domain(member.email) if query is None else query))
    return found if chosen is None or chosen in found else [chosen, *found]


def _mine(state: MembershipState) -> Membership:
    """My attachment in this state, else a 404: there is nothing to act on."""
    member = me()
    mine = member.membership if state is MembershipState.ADMITTED else member.asked_membership
    return mine or abort(404)
