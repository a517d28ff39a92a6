"""Where a proposal is discussed and decided: positions, remarks, second readings, decisions."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.models import (
    NotCarried,
    NotConfirmed,
    OpinionMovedOn,
    Position,
    Proposal,
    ProposalMovedOn,
    TextMovedOn,
)
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.proposals import proposal_page, readable
from intranet.discussions import actions as discussions
from intranet.discussions.models import NothingToAnswer
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.forms import Form

NOT_CONFIRMED = "Ce changement dit de forme réécrit beaucoup : deux relecteurs doivent le confirmer, ou l’un d’eux dire qu’il est de fond."
NOT_CARRIED = "La consultation court encore, et les collèges ne portent pas cette proposition : attendez leurs avis ou la fin de la consultation."


@bp.post("/referentiel/propositions/<int:proposal_id>/avis")
def take_position(proposal_id: int) -> ResponseReturnValue:
    """The position of one’s organization; a colleague’s newer one is never written over."""
    known = readable(proposal_id)
    require(policy.may_take_position(me(), known))
    form = forms.OpinionForm()
    if not form.validate():
        return proposal_page(known, status=422, opinion=form)
    try:
        actions.take_position(
            known,
            me(),
            Position(form.position.data),
            form.reason.data,
            now(),
            seen=forms.whole(form.seen) or 0,
            known=forms.whole(form.known),
        )
    except (ProposalMovedOn, OpinionMovedOn) as moved:
        db.session.rollback()
        return kept_page(proposal_id, moved, opinion=form)
    db.session.commit()
    flash("La position de votre structure est enregistrée.")
    return redirect(url_for(".proposal", proposal_id=proposal_id, _anchor="avis"))


@bp.post("/referentiel/propositions/<int:proposal_id>/remarques")
def remark(proposal_id: int) -> ResponseReturnValue:
    """A remark on the proposal or on one of its fields, or an answer."""
    known = readable(proposal_id)
    require(policy.may_speak(me(), known))
    lines = actions.proposal_lines(known, queries.present_text(queries.being_written()))
    form = forms.remark_form([(line.field, line.label) for line in lines])
    if not form.validate():
        return proposal_page(known, status=422, remark=form)
    try:
        said = discussions.say(
            queries.PROPOSAL,
            known.id,
            me(),
            form.body.data,
            now(),
            field=form.field.data or "",
            answers=forms.whole(form.answers),
        )
    except NothingToAnswer:
        form.answers.data = ""
        form.refuse(
            form.body,
            "La remarque à laquelle vous répondez n’est plus là : envoyez la vôtre à part.",
        )
        return proposal_page(known, status=409, remark=form)
    db.session.commit()
    flash("Votre remarque est publiée.")
    return redirect(url_for(".proposal", proposal_id=proposal_id, _anchor=f"remarque-{said.id}"))


@bp.post("/referentiel/propositions/<int:proposal_id>/lecture")
def check_proposal(proposal_id: int) -> ResponseReturnValue:
    """A second reading: the change is of form indeed, or it is one of substance."""
    known = readable(proposal_id)
    require(policy.may_check(me(), known))
    of_substance = "fond" in request.form
    try:
        if of_substance:
            actions.make_substantive(known, me(), now())
        else:
            actions.confirm_form(known, me(), now())
    except ProposalMovedOn as moved:
        db.session.rollback()
        return kept_page(proposal_id, moved)
    db.session.commit()
    flash(
        "Le changement est dit de fond : les collèges sont attendus."
        if of_substance
        else "Votre lecture est enregistrée : le changement est de forme."
    )
    return redirect(url_for(".proposal", proposal_id=proposal_id, _anchor="trancher"))


@bp.post("/referentiel/propositions/<int:proposal_id>/decision")
def decide_proposal(proposal_id: int) -> ResponseReturnValue:
    """Accept or decline, in writing; of two animators, the first is heard and the second is told."""
    known = readable(proposal_id)
    require(policy.is_arbiter(me(), known))
    form = forms.DecisionForm()
    if not policy.may_decide(me(), known):
        return kept_page(proposal_id, ProposalMovedOn(), decision=form)
    if not form.validate():
        return proposal_page(known, status=422, decision=form)
    try:
        decide(known, form)
    except (NotConfirmed, NotCarried) as early:
        db.session.rollback()
        form.refuse(
            form.decision, NOT_CONFIRMED if isinstance(early, NotConfirmed) else NOT_CARRIED
        )
        return proposal_page(readable(proposal_id), status=422, decision=form)
    except (ProposalMovedOn, TextMovedOn) as moved:
        db.session.rollback()
        return kept_page(proposal_id, moved, decision=form)
    db.session.commit()
    flash("La décision est publiée. L’auteur et ceux qui ont pris part sont prévenus.")
    return redirect(url_for(".proposal", proposal_id=proposal_id))


def decide(known: Proposal, form: forms.DecisionForm) -> None:
    seen, text = forms.whole(form.seen) or 0, form.decision.data
    if "refuser" in request.form:
        actions.decline_proposal(known, me(), now(), decision=text, seen=seen)
        return
    present = queries.present_text(queries.being_written())
    actions.accept_proposal(known, me(), now(), decision=text, present=present, seen=seen)


def kept_page(proposal_id: int, moved: Exception, **typed: Form) -> Response:
    """Who did what first; one’s words stay in the fields, and are for what is now shown."""
    known = readable(proposal_id)
    mine = next((o for o in known.opinions if o.organization_id == me().organization_id), None)
    for form in typed.values():
        form["seen"].data = str(known.version)
        if "known" in form:
            form["known"].data = str(actions.instant_of(mine)) if mine else ""
    return proposal_page(known, status=409, lost=type(moved), **typed)
