"""An organization says what it thinks of a proposal: one position, that its people may change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from intranet.competencies.models import (
    Opinion,
    OpinionMovedOn,
    Position,
    Proposal,
    ProposalMovedOn,
    ProposalState,
)
from intranet.kit.conditional import touched
from intranet.kit.db import db
from intranet.members.models import Member


def take_position(
    proposal: Proposal,
    member: Member,
    position: Position,
    reason: str,
    at: datetime,
    *,
    seen: int,
    known: int | None,
) -> None:
    """Write or change the position of the member’s organization.

    `known` is the position that the page showed, by the instant it was taken (in microseconds):
    nobody writes over what a colleague said meanwhile. The proposal is held until the commit, so
    that no position comes in after a decision. Raises ProposalMovedOn, OpinionMovedOn.
    """
    alone = select(Proposal.state, Proposal.version).where(Proposal.id == proposal.id)
    held = db.session.execute(alone.with_for_update(key_share=True)).one()
    if held.state is not ProposalState.OPEN or held.version != seen:
        raise ProposalMovedOn(proposal.id)
    said = {"position": position, "reason": reason, "member_id": member.id, "at": at}
    if known is None:
        _first(proposal, member, said)
        return
    theirs = Opinion.organization_id == member.organization_id
    standing = db.session.scalar(
        select(Opinion).where(Opinion.proposal_id == proposal.id, theirs).with_for_update()
    )
    if standing is None or instant_of(standing) != known:
        raise OpinionMovedOn(proposal.id)
    changed = update(Opinion).where(Opinion.id == standing.id, Opinion.at == standing.at)
    if touched(db.session.execute(changed.values(**said))) != 1:
        raise OpinionMovedOn(proposal.id)


def _first(proposal: Proposal, member: Member, said: dict[str, object]) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(
                Opinion(proposal_id=proposal.id, organization_id=member.organization_id, **said)
            )
    except IntegrityError as refused:
        raise OpinionMovedOn(proposal.id) from refused


def instant_of(opinion: Opinion) -> int:
    """When a position was taken, as a form carries it."""
    return int(opinion.at.timestamp() * 1_000_000)
