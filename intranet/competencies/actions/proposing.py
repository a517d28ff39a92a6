"""A proposal in the words of its author: written, opened, put back on the present text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from intranet.competencies.actions.finding import let_proposal_be_found
from intranet.competencies.actions.proposals import heed_text, pass_through, take, tell_followers
from intranet.competencies.changes import Present
from intranet.competencies.colleges import consulted_until
from intranet.competencies.models import (
    Edition,
    Nature,
    Operation,
    Proposal,
    ProposalCheck,
    ProposalState,
    ProposalStep,
    TextMovedOn,
)
from intranet.competencies.queries import Catalogue
from intranet.kit.canonical import digest
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.repeats import said_just_before
from intranet.members.models import Member


@dataclass(frozen=True)
class Change:
    """What somebody asks of the referential, on which text, and why."""

    operation: Operation
    uuid: str | None  # of the item; None where a new one is asked
    payload: Mapping[str, Any]
    nature: Nature
    rationale: str

    @property
    def bears_upon(self) -> list[str]:
        """The items whose text matters: a proposal is about what they say."""
        return [*([self.uuid] if self.uuid else []), *self.payload.get("others", [])]


def keep_proposal(
    asked: Change,
    member: Member,
    catalogue: Catalogue,
    present: Present,
    draft: Proposal | None = None,
    *,
    at: datetime,
    seen: int = 0,
) -> Proposal:
    """Keep what somebody is writing, complete or not, with the text that they read.

    Sent again, it is the proposal that is there. A draft that another page of its author saved or
    opened meanwhile is left as it is. Raises ProposalMovedOn, TextMovedOn.
    """
    hold_row(Member, member.id)
    hold_text(catalogue)
    if draft is None and (known := proposed_just_before(asked, member, catalogue, at)):
        return known
    proposal = draft or Proposal(author=member, organization_id=member.organization_id)
    if draft:
        held = update(Proposal).where(
            Proposal.id == draft.id,
            Proposal.version == seen,
            Proposal.state == ProposalState.DRAFT,
        )
        pass_through(held.values(version=seen + 1), draft)
    fill(proposal, asked, catalogue, present)
    db.session.add(proposal)
    db.session.flush()
    return proposal


def proposed_just_before(
    asked: Change, member: Member, catalogue: Catalogue, at: datetime
) -> Proposal | None:
    """The same member’s last proposal on that item, where it asks the very same and still stands."""
    ids = {item.uuid: item.competency_id for item in catalogue.items.values()}
    theirs = (
        select(Proposal)
        .where(
            Proposal.author_id == member.id,
            Proposal.operation == asked.operation,
            Proposal.competency_id.is_not_distinct_from(ids.get(asked.uuid or "")),
            Proposal.state.in_([ProposalState.DRAFT, ProposalState.OPEN]),
        )
        .order_by(Proposal.id.desc())
    )
    words = {"payload": dict(asked.payload), "nature": asked.nature, "rationale": asked.rationale}
    return said_just_before(theirs, "created_at", at, **words)


def hold_text(catalogue: Catalogue) -> None:
    """Nobody abandons the edition that was read before the commit. Raises TextMovedOn.

    Before the proposals that refer to it, as whoever abandons it does.
    """
    read = select(Edition.id).where(Edition.id == catalogue.edition_id)
    if db.session.scalar(read.with_for_update(read=True, key_share=True)) is None:
        raise TextMovedOn(catalogue.edition_id)


def fill(proposal: Proposal, asked: Change, catalogue: Catalogue, present: Present) -> None:
    """Write what is asked, and the present text of the items that it is about."""
    ids = {item.uuid: item.competency_id for item in catalogue.items.values()}
    base = {uuid: dict(present.items[uuid]) for uuid in asked.bears_upon if uuid in present.items}
    place = asked.uuid or asked.payload.get("parent") or ""
    proposal.framework_id = db.session.get_one(Edition, catalogue.edition_id).framework_id
    proposal.edition_id = catalogue.edition_id
    proposal.operation, proposal.payload = asked.operation, dict(asked.payload)
    proposal.competency_id = ids[asked.uuid] if asked.uuid else None
    proposal.domain_id = ids.get(present.domain(place) or "")
    proposal.nature, proposal.rationale = asked.nature, asked.rationale
    proposal.base, proposal.base_hash = base, digest(base)


def open_proposal(proposal: Proposal, present: Present, at: datetime) -> None:
    """Let everybody read and discuss it. Raises ProposalMovedOn, TextMovedOn."""
    heed_text(proposal, present)
    take(
        proposal,
        {ProposalState.DRAFT},
        ProposalStep.OPENED,
        proposal.author,
        at,
        state=ProposalState.OPEN,
        opened_at=at,
        closes_at=consulted_until(at),
    )
    let_proposal_be_found(proposal)


def reword_proposal(
    proposal: Proposal,
    asked: Change,
    by: Member,
    at: datetime,
    *,
    catalogue: Catalogue,
    present: Present,
    seen: int,
) -> None:
    """Put it back on the present text, with the words that now suit.

    Where the words asked for change, positions and readings were about others: they are to be
    given anew, and what was accepted is discussed again. Raises ProposalMovedOn, TextMovedOn.
    """
    hold_text(catalogue)
    same = dict(asked.payload) == proposal.payload and asked.nature is proposal.nature
    states = {ProposalState.OPEN, ProposalState.ACCEPTED}
    values: dict[str, Any] = {}
    if not same:
        values = {
            "state": ProposalState.OPEN,
            "reworded_at": at,
            "closes_at": consulted_until(at),
            "decision": "",
            "decided_by_id": None,
            "decided_at": None,
        }
    take(proposal, states, ProposalStep.REWORDED, by, at, seen=seen, **values)
    fill(proposal, asked, catalogue, present)
    if not same:
        db.session.execute(delete(ProposalCheck).where(ProposalCheck.proposal_id == proposal.id))
        tell_followers(proposal, "reworded", by)
    db.session.flush()
    db.session.expire(proposal)
    let_proposal_be_found(proposal)
