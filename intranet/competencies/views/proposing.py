"""Writing a proposal: what to ask, the form of that operation, and putting it on the present text."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, changes, forms, policy, queries
from intranet.competencies.changes import Present
from intranet.competencies.models import (
    KIND_LABELS,
    OPERATION_LABELS,
    Operation,
    Proposal,
    ProposalMovedOn,
    ProposalState,
    TextMovedOn,
)
from intranet.competencies.queries import Catalogue
from intranet.competencies.views.blueprint import bp
from intranet.competencies.views.proposals import proposal_page, readable
from intranet.kit.access import me, require
from intranet.kit.canonical import digest
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.htmx import page
from intranet.kit.listing import address

GONE = "→ Cette compétence a quitté le texte en préparation : lisez les propositions qui la concernent."
# What each operation is for, in the words of whoever hesitates.
PURPOSES = {
    Operation.EDIT: "Corriger ou préciser l’intitulé, l’énoncé, les synonymes, le code ou les niveaux.",
    Operation.REWORD_LEVEL: "Mieux dire ce que l’on fait à l’un des niveaux.",
    Operation.ADD: "Une compétence manque : la ranger sous celle-ci.",
    Operation.MOVE: "La ranger ailleurs, sans changer ce qu’elle dit.",
    Operation.SPLIT: "Elle en dit deux : chacune aura son texte et ses niveaux.",
    Operation.MERGE: "Deux disent la même chose : une seule les remplace.",
    Operation.RETIRE: "Elle n’a plus lieu d’être, ou une autre la remplace.",
    Operation.RELATE: "Dire qu’elle précède une autre, lui ressemble ou en fait partie.",
}


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
    """The author goes on with a draft, on the present text."""
    draft = readable(proposal_id)
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
    require(policy.may_write(me(), draft))
    catalogue = queries.being_written()
    present = queries.present_text(catalogue)
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
    try:
        kept = keep(asked, form, catalogue, present, proposal)
        if is_draft(kept) and not wants_draft:
            actions.open_proposal(kept, present, now())
    except (ProposalMovedOn, TextMovedOn):
        db.session.rollback()
        return lost_page(form, catalogue, present, proposal)
    db.session.commit()
    flash(told(kept))
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
        return actions.keep_proposal(asked, me(), catalogue, present, proposal, seen=seen)
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


def told(kept: Proposal) -> str:
    if kept.state is ProposalState.DRAFT:
        return "Le brouillon est gardé. Vous seul le voyez."
    if kept.reworded_at:
        return "La proposition est reprise sur le texte actuel."
    return "La proposition est ouverte : tous les membres peuvent la lire et la discuter."


def is_draft(proposal: Proposal) -> bool:
    return proposal.state is ProposalState.DRAFT


def known_item(catalogue: Catalogue, code: str) -> queries.Item:
    """The item of the text being written, by its code there or in the edition in force."""
    published = queries.in_force().find(code)
    if published is None:
        return catalogue.find(code) or abort(404)
    return catalogue.items.get(published.competency_id) or abort(409, GONE)


def form_for(
    operation: Operation,
    uuid: str | None,
    payload: dict[str, Any],
    present: Present,
    proposal: Proposal | None = None,
) -> forms.ProposalForm:
    """The form as it was sent; or the present text, and over it what is asked already."""
    kind = forms.FORMS[operation]
    start = kind.start(present.items.get(uuid or "", {}), payload)
    start["read"] = read_hash(uuid, present)
    start["seen"] = proposal.version if proposal else 0
    if proposal:
        start |= {"rationale": proposal.rationale, "nature": proposal.nature.value}
    form = kind(data=start)
    if (rows := request.form.get("add", "")) in form and hasattr(form[rows], "blank"):
        form[rows].blank += 1
    form.offer(present, uuid)
    return form


def form_of(proposal: Proposal, present: Present) -> forms.ProposalForm:
    """The form of a kept proposal, whatever is being sent."""
    kind = forms.FORMS[proposal.operation]
    start = kind.start(present.items.get(proposal.uuid or "", {}), proposal.payload)
    start |= {
        "read": read_hash(proposal.uuid, present),
        "seen": proposal.version,
        "rationale": proposal.rationale,
        "nature": proposal.nature.value,
    }
    form = kind(formdata=None, data=start)
    form.offer(present, proposal.uuid)
    return form


def read_hash(uuid: str | None, present: Present) -> str:
    """What the item says now, in one word: a form knows by it that the text moved on."""
    return digest({uuid: dict(present.items[uuid])}) if uuid else ""


def lost_page(
    form: forms.ProposalForm, catalogue: Catalogue, present: Present, proposal: Proposal | None
) -> ResponseReturnValue:
    """Somebody was first: who, and one’s own words still in the fields."""
    if proposal is None:
        abort(409)
    known = readable(proposal.id)
    if known.state not in {ProposalState.DRAFT, ProposalState.OPEN, ProposalState.ACCEPTED}:
        return proposal_page(known, status=409, lost=ProposalMovedOn)
    form.seen.data = str(known.version)
    return form_page(form, catalogue, present, known.uuid, known, status=409, is_lost=True)


def form_page(
    form: forms.ProposalForm,
    catalogue: Catalogue,
    present: Present,
    uuid: str | None,
    proposal: Proposal | None,
    *,
    status: int = 200,
    has_moved: bool = False,
    is_lost: bool = False,
) -> Response:
    """The form of one operation; beside it, what the text says now where it moved on."""
    moved = (
        changes.divergences(form.operation, uuid, proposal.payload, proposal.base, present)
        if proposal
        else []
    )
    return page(
        "competencies/proposal_form.html",
        status=status,
        form=form,
        target=target_of(proposal),
        operation=form.operation,
        title=OPERATION_LABELS[form.operation],
        purpose=PURPOSES[form.operation],
        catalogue=catalogue,
        item=next((i for i in catalogue.items.values() if i.uuid == uuid), None),
        facts=present.items.get(uuid or "", {}),
        kinds=KIND_LABELS,
        labels=changes.FIELD_LABELS,
        proposal=proposal,
        moved=moved,
        has_moved=has_moved,
        is_lost=is_lost,
        last=proposal.events[-1] if proposal and proposal.events else None,
        limits=changes,
        scale=catalogue.scale,
    )


def target_of(proposal: Proposal | None) -> str:
    """Where the form is sent: to this address, or to that of the proposal it is about."""
    if proposal is None:
        return address()
    route = ".edit_proposal" if is_draft(proposal) else ".reword_proposal"
    return url_for(route, proposal_id=proposal.id)
