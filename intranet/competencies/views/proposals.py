"""Proposals: the list, the page of one, and its first and last steps by its author."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intranet.competencies import actions, changes, forms, policy, queries
from intranet.competencies.colleges import COLLEGE_OF_KIND, HEARD_COLLEGES, over_before, poll
from intranet.competencies.models import (
    NATURE_LABELS,
    OPERATION_LABELS,
    POSITION_LABELS,
    PROPOSAL_LABELS,
    STEP_LABELS,
    Proposal,
    ProposalMovedOn,
    ProposalState,
)
from intranet.competencies.views.blueprint import bp
from intranet.discussions import policy as discussions_policy
from intranet.discussions.models import OF_THE_NETWORK
from intranet.discussions.queries import remarks_counted, said_about, threads
from intranet.kit.access import me, require
from intranet.kit.clock import now
from intranet.kit.db import db, every, one_or_404
from intranet.kit.facets import ActiveFilter, Option, options
from intranet.kit.htmx import page
from intranet.kit.listing import PER_PAGE, Listing, address, asked_page, first_of, without
from intranet.organizations.models import Organization

LEGENDS = {
    "etat": "État",
    "operation": "Opération",
    "domaine": "Domaine",
    "quorum": "Quorum des collèges",
}
WRITABLE = {ProposalState.DRAFT, ProposalState.OPEN, ProposalState.ACCEPTED}


@bp.get("/referentiel/propositions")
def proposals() -> Response:
    """What the network asks of its referential, the newest first."""
    require(policy.may_read_proposals(me()))
    catalogue = queries.in_force()
    form = forms.ProposalListSearch(request.args, catalogue)
    notices = form.heed()
    search = form.wanted(me().id)
    figures = queries.proposal_counts(me(), search)
    number = asked_page()
    query = queries.proposals_found_by(me(), search)
    found = every(query.limit(PER_PAGE).offset(first_of(number)))
    if not found and number > 1:
        abort(404)
    ids = [proposal.id for proposal in found]
    return page(
        "competencies/proposals.html",
        fragment="results",
        form=form,
        notices=notices,
        listing=Listing(found, figures.total, number),
        facets=facets(form, figures),
        active=active_filters(form),
        heard=queries.colleges_heard(ids),
        remarks=remarks_counted(queries.PROPOSAL, ids),
        operations=OPERATION_LABELS,
        states=PROPOSAL_LABELS,
        quorum=HEARD_COLLEGES,
        may_propose=policy.may_propose(me()),
        unfit=unfit(catalogue) if policy.may_lead(me()) else [],
    )


def unfit(catalogue: queries.Catalogue) -> list[tuple[queries.Item, queries.Unfit]]:
    """What use suggests to look at: items that many said not to be for their post."""
    found = [(catalogue.items.get(one.competency_id), one) for one in queries.found_unfit()]
    return [(item, one) for item, one in found if item]


@bp.get("/referentiel/propositions/<int:proposal_id>")
def proposal(proposal_id: int) -> Response:
    return proposal_page(readable(proposal_id))


@bp.post("/referentiel/propositions/<int:proposal_id>/retrait")
def withdraw_proposal(proposal_id: int) -> ResponseReturnValue:
    """Its author gives it up; a draft that nobody read leaves no trace on the list."""
    mine = readable(proposal_id)
    require(policy.may_withdraw(me(), mine))
    try:
        actions.withdraw_proposal(mine, me(), now())
    except ProposalMovedOn:
        db.session.rollback()
        return proposal_page(readable(proposal_id), status=409, lost=ProposalMovedOn)
    db.session.commit()
    flash("La proposition est retirée.")
    return redirect(url_for(".proposals", miennes=1))


def readable(proposal_id: int) -> Proposal:
    """The proposal, for whom it exists; with all that its page says."""
    require(policy.may_read_proposals(me()))
    query = queries.whole_proposals(queries.proposals_readable_by(me()))
    return one_or_404(query.where(Proposal.id == proposal_id))


def proposal_page(
    found: Proposal, *, status: int = 200, lost: type[Exception] | None = None, **typed: Any
) -> Response:
    """All of a proposal: what it changes, who thinks what, what was said and decided.

    `lost` says what another person did first; `typed` holds the forms whose words are kept.
    """
    catalogue = queries.being_written()
    present = queries.present_text(catalogue)
    lines = actions.proposal_lines(found, present)
    moved = (
        changes.divergences(found.operation, found.uuid, found.payload, found.base, present)
        if found.state in WRITABLE
        else []
    )
    at = now()
    said = threads(every(said_about(queries.PROPOSAL, found.id)))
    return page(
        "competencies/proposal.html",
        status=status,
        proposal=found,
        lines=lines,
        mark=changes.Mark,
        moved=moved,
        gone=[one for one in moved if one.now is None],
        faults=faults(found, present) if found.state in WRITABLE and not moved else [],
        item=catalogue.items.get(found.competency_id or 0),
        in_force=queries.in_force().items,
        has_draft=catalogue.edition_id != queries.in_force().edition_id,
        poll=poll(found.opinions, found.reworded_at),
        quorum=HEARD_COLLEGES,
        mine=opinion_of(found),
        college=college_of(me().organization),
        threads=said,
        anchors={line.field: line.label for line in lines},
        may=permissions(found, has_moved=bool(moved)),
        needs_checks=actions.needs_checks(found, present),
        confirmed_by=changes.CONFIRMED_BY,
        is_over=found.closes_at is not None and found.closes_at <= over_before(at),
        can_be_accepted=actions.can_be_accepted(found, at),
        lost=lost.__name__ if lost else None,
        last=found.events[-1] if found.events else None,
        steps=STEP_LABELS,
        operations=OPERATION_LABELS,
        natures=NATURE_LABELS,
        states=PROPOSAL_LABELS,
        positions=POSITION_LABELS,
        **(debate_forms(found, lines) | typed),
    )


def faults(found: Proposal, present: changes.Present) -> list[changes.Fault]:
    """What the present text forbids of it, though the items it is about did not change."""
    if found.state is ProposalState.DRAFT:
        return []
    return changes.faults(found.operation, found.uuid, found.payload, present)


def debate_forms(found: Proposal, lines: list[changes.Line]) -> dict[str, Any]:
    """The forms of the page, with what one’s organization said already."""
    mine = opinion_of(found)
    opinion = forms.OpinionForm(
        formdata=None,
        data={
            "seen": found.version,
            "known": actions.instant_of(mine) if mine else "",
            "position": mine.position if mine else None,
            "reason": mine.reason if mine else "",
        },
    )
    decision = forms.DecisionForm(formdata=None, data={"seen": found.version})
    fields = [(line.field, line.label) for line in lines]
    return {
        "opinion": opinion,
        "decision": decision,
        "remark": forms.remark_form(fields, blank=True),
    }


def permissions(found: Proposal, *, has_moved: bool) -> SimpleNamespace:
    """What this reader may do here."""
    member = me()
    return SimpleNamespace(
        write=policy.may_write(member, found),
        withdraw=policy.may_withdraw(member, found),
        speak=policy.may_speak(member, found),
        take_position=policy.may_take_position(member, found),
        decide=policy.may_decide(member, found),
        check=policy.may_check(member, found),
        reword=policy.is_led_to_reword(member, found, has_moved=has_moved),
        apply=policy.may_apply(member, found),
        moderate=partial(discussions_policy.may_moderate, member, region=OF_THE_NETWORK),
    )


def opinion_of(found: Proposal) -> Any:
    """What one’s own organization said."""
    mine = me().organization_id
    return next((each for each in found.opinions if each.organization_id == mine), None)


def college_of(organization: Organization | None) -> Any:
    return COLLEGE_OF_KIND.get(organization.kind) if organization else None


def facets(
    form: forms.ProposalListSearch, figures: queries.ProposalCounts
) -> list[tuple[str, str, list[Option]]]:
    """The filters, each value with how many proposals it would show."""
    by_code = form.catalogue.by_code
    counted: dict[str, dict[str, int]] = {
        "etat": {code: figures.states.get(state, 0) for code, state in forms.STATES.items()},
        "operation": {c: figures.operations.get(op, 0) for c, op in forms.OPERATIONS.items()},
        "domaine": {
            choice.value: figures.domains.get(by_code[choice.value].competency_id, 0)
            for choice in form.domaine.iter_choices()
        },
        "quorum": {c: figures.quorum.get(c == "atteint", 0) for c in forms.QUORUM},
    }
    offered = [
        (name, legend, options(counted[name], labels(form, name), form[name].data or []))
        for name, legend in LEGENDS.items()
    ]
    return [facet for facet in offered if facet[2]]


def labels(form: forms.ProposalListSearch, name: str) -> dict[str, str]:
    return {choice.value: choice.label for choice in form[name].iter_choices()}


def active_filters(form: forms.ProposalListSearch) -> list[ActiveFilter]:
    """What narrows the list, each with the address without it."""
    found = [
        ActiveFilter(label, without(name, value))
        for name in LEGENDS
        for value, label in labels(form, name).items()
        if value in (form[name].data or [])
    ]
    if form.miennes.data:
        found.append(ActiveFilter("Où j’ai pris part", address(miennes=None)))
    return found
