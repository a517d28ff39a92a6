"""Writing a proposal: what to ask, keeping its words, opening it, putting it on the present text."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, forms, policy, queries
from intranet.competencies.changes import Present
from intranet.competencies.models import (
    OPERATION_LABELS,
    Operation,
    Proposal,
    ProposalMovedOn,
    ProposalState,
    TextMovedOn,
)
from intranet.competencies.queries import Catalogue
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.proposal_forms import (
    GONE,
    PURPOSES,
    form_for,
    form_of,
    form_page,
    is_draft,
    lost_page,
    read_hash,
)
from intranet.competencies.views.proposals import proposal_page, readable
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page

NO_DRAFT = (
    "→ Cette proposition n’est plus un brouillon : elle a été retirée, ou une décision a été prise. "
    "Rien n’a été enregistré."
)


@bp.get("/referentiel/<code>/proposer")
def propose(code: str) -> Response:
    """What could be asked of an item."""
    require(policy.may_propose(me()))
    catalogue = queries.being_written()
    return page(
        "competencies/propose.html",
        item=known_item(catalogue, code),
        choices=[
            (address, OPERATION_LABELS[operation], PURPOSES[operation])
            for operation in PURPOSES
            for address, known in forms.OPERATIONS.items()
            if known is operation
        ],
    )


@bp.route("/referentiel/propositions/nouvelle", methods=["GET", "POST"])
def propose_item() -> ResponseReturnValue:
    """A new item, wherever it is to be put."""
    require(policy.may_propose(me()))
    return written(Operation.ADD, None, {"parent": ""})


@bp.route("/referentiel/<code>/proposer/<operation>", methods=["GET", "POST"])
def propose_change(code: str, operation: str) -> ResponseReturnValue:
    """One operation on one item; « ajouter » puts a new one under it."""
    require(policy.may_propose(me()))
    asked = forms.OPERATIONS.get(operation) or abort(404)
    uuid = known_item(queries.being_written(), code).uuid
    if asked is Operation.ADD:
        return written(asked, None, {"parent": uuid})
    level = request.args.get("niveau", "")
    return written(asked, uuid, {"value": int(level)} if level in set("01234") else {})


@bp.route("/referentiel/propositions/<int:proposal_id>/modifier", methods=["GET", "POST"])
def edit_proposal(proposal_id: int) -> ResponseReturnValue:
    """The author goes on with a draft, on the present text; once it is open, another page of theirs
    opened it: what they typed there is for the proposal that it became.
    """
    draft = readable(proposal_id)
    if policy.wrote(me(), draft) and not is_draft(draft):
        if request.method == "GET":
            return redirect(url_for(".proposal", proposal_id=proposal_id))
        if not policy.may_reword(me(), draft):
            abort(409, NO_DRAFT)
    else:
        require(policy.may_write(me(), draft))
    return written(draft.operation, draft.uuid, draft.payload, draft)


@bp.route("/referentiel/propositions/<int:proposal_id>/reprise", methods=["GET", "POST"])
def reword_proposal(proposal_id: int) -> ResponseReturnValue:
    """Put a discussed or accepted proposal back on the present text, or change its words."""
    known = readable(proposal_id)
    require(policy.may_reword(me(), known))
    return written(known.operation, known.uuid, known.payload, known)


@bp.post("/referentiel/propositions/<int:proposal_id>/ouverture")
def open_proposal(proposal_id: int) -> ResponseReturnValue:
    """The author lets everybody read it; what lacks leads back to the form."""
    draft = readable(proposal_id)
    if policy.wrote(me(), draft) and not is_draft(draft):
        return redirect(url_for(".proposal", proposal_id=proposal_id))
    require(policy.may_write(me(), draft))
    catalogue = queries.being_written()
    present = queries.present_text(catalogue)
    if draft.uuid is not None and draft.uuid not in present.items:
        return proposal_page(draft, status=409, lost=TextMovedOn)
    form = form_of(draft, present)
    asked = actions.Change(
        draft.operation, draft.uuid, draft.payload, draft.nature, draft.rationale
    )
    if not form.is_complete(asked, present):
        return form_page(form, catalogue, present, draft.uuid, draft, status=422)
    try:
        actions.open_proposal(draft, present, now())
    except (ProposalMovedOn, TextMovedOn) as moved:
        db.session.rollback()
        return proposal_page(readable(proposal_id), status=409, lost=type(moved))
    db.session.commit()
    flash("La proposition est ouverte : tous les membres peuvent la lire et la discuter.")
    return redirect(url_for(".proposal", proposal_id=proposal_id))


def written(
    operation: Operation,
    uuid: str | None,
    payload: dict[str, Any],
    proposal: Proposal | None = None,
) -> ResponseReturnValue:
    """Show the form; keep what it says as a draft, open it, or put the proposal back."""
    catalogue = queries.being_written()
    present = queries.present_text(catalogue)
    if uuid is not None and uuid not in present.items:
        abort(409, GONE)
    form = form_for(operation, uuid, payload, present, proposal)
    if not form.is_submitted():
        return form_page(form, catalogue, present, uuid, proposal)
    if "add" in request.form:
        return form_page(form, catalogue, present, uuid, proposal)
    if form.read.data != read_hash(uuid, present):
        form.read.data = read_hash(uuid, present)
        return form_page(form, catalogue, present, uuid, proposal, status=409, has_moved=True)
    asked = form.change(uuid, present.items.get(uuid or "", {}))
    wants_draft = "draft" in request.form and (proposal is None or is_draft(proposal))
    if not form.validate() or not (wants_draft or form.is_complete(asked, present)):
        return form_page(form, catalogue, present, uuid, proposal, status=422)
    is_again = proposal is not None and not is_draft(proposal) and "open" not in request.form
    try:
        kept = keep(asked, form, catalogue, present, proposal)
        if is_draft(kept) and not wants_draft:
            actions.open_proposal(kept, present, now())
    except (ProposalMovedOn, TextMovedOn):
        db.session.rollback()
        if proposal is None or not says(readable(proposal.id), asked, is_draft_asked=wants_draft):
            return lost_page(form, uuid, proposal)
        kept = proposal  # sent again, as nobody had answered
    db.session.commit()
    flash(told(kept, is_again=is_again))
    return redirect(url_for(".proposal", proposal_id=kept.id))


def keep(
    asked: actions.Change,
    form: forms.ProposalForm,
    catalogue: Catalogue,
    present: Present,
    proposal: Proposal | None,
) -> Proposal:
    if proposal is None or is_draft(proposal):
        seen = forms.whole(form.seen) or 0
        return actions.keep_proposal(asked, me(), catalogue, present, proposal, at=now(), seen=seen)
    actions.reword_proposal(
        proposal,
        asked,
        me(),
        now(),
        catalogue=catalogue,
        present=present,
        seen=forms.whole(form.seen) or 0,
    )
    return proposal


def says(known: Proposal, asked: actions.Change, *, is_draft_asked: bool) -> bool:
    """Whether a proposal is already what was just asked."""
    stands = known.state is (ProposalState.DRAFT if is_draft_asked else ProposalState.OPEN)
    words = dict(asked.payload), asked.nature, asked.rationale
    return stands and (known.payload, known.nature, known.rationale) == words


def told(kept: Proposal, *, is_again: bool) -> str:
    if kept.state is ProposalState.DRAFT:
        return "Le brouillon est gardé. Vous seul le voyez."
    if is_again:
        return "La proposition est reprise sur le texte actuel."
    return "La proposition est ouverte : tous les membres peuvent la lire et la discuter."


def known_item(catalogue: Catalogue, code: str) -> queries.Item:
    """The item of the text being written, by its code there or in the edition in force."""
    published = queries.in_force().find(code)
    if published is None:
        return catalogue.find(code) or abort(404)
    return catalogue.items.get(published.competency_id) or abort(409, GONE)
