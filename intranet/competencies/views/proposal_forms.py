"""The form of each operation on the referential: what it starts from, and the page around it."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import changes, forms, queries
from intranet.competencies.changes import Present
from intranet.competencies.models import (
    KIND_LABELS,
    OPERATION_LABELS,
    Operation,
    Proposal,
    ProposalMovedOn,
    ProposalState,
)
from intranet.competencies.queries import Catalogue
from intranet.competencies.views.proposals import proposal_page, readable
from intranet.kit.canonical import digest
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


def lost_page(
    form: forms.ProposalForm, uuid: str | None, proposal: Proposal | None
) -> ResponseReturnValue:
    """Somebody was first: what the text says now, or who; and one’s own words still in the fields."""
    catalogue = queries.being_written()
    present = queries.present_text(catalogue)
    if proposal is None:
        return _on_another_text(form, uuid, catalogue, present)
    known = readable(proposal.id)
    if known.state not in {ProposalState.DRAFT, ProposalState.OPEN, ProposalState.ACCEPTED}:
        return proposal_page(known, status=409, lost=ProposalMovedOn)
    form.seen.data = str(known.version)
    return form_page(form, catalogue, present, known.uuid, known, status=409, is_lost=True)


def _on_another_text(
    form: forms.ProposalForm, uuid: str | None, catalogue: Catalogue, present: Present
) -> Response:
    """The draft that was read has just been abandoned: the edition in force is read instead."""
    if uuid is not None and uuid not in present.items:
        abort(409, GONE)
    form.read.data = read_hash(uuid, present)
    return form_page(form, catalogue, present, uuid, None, status=409, has_moved=True)


def target_of(proposal: Proposal | None) -> str:
    """Where the form is sent: to this address, or to that of the proposal it is about."""
    if proposal is None:
        return address()
    route = ".edit_proposal" if is_draft(proposal) else ".reword_proposal"
    return url_for(route, proposal_id=proposal.id)


def is_draft(proposal: Proposal) -> bool:
    return proposal.state is ProposalState.DRAFT
