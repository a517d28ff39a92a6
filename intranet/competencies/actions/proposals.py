"""What happens to a proposal once it is written: checked, decided, taken back; its one door."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Update, update

from intranet.competencies import changes, queries
from intranet.competencies.changes import Present
from intranet.competencies.colleges import consulted_until, over_before, poll
from intranet.competencies.models import (
    Nature,
    NotCarried,
    NotConfirmed,
    Proposal,
    ProposalCheck,
    ProposalEvent,
    ProposalMovedOn,
    ProposalState,
    ProposalStep,
    TextMovedOn,
)
from intranet.kit import journal, letters
from intranet.kit.canonical import digest
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.members.models import Member


def heed_text(proposal: Proposal, present: Present) -> None:
    """The items must still say what the author read. Raises TextMovedOn."""
    now = {uuid: dict(present.items[uuid]) for uuid in proposal.base if uuid in present.items}
    if digest(now) != proposal.base_hash:
        raise TextMovedOn(proposal.id)


def take(
    proposal: Proposal,
    states: Collection[ProposalState],
    step: ProposalStep,
    by: Member,
    at: datetime,
    *,
    text: str = "",
    seen: int | None = None,
    **values: Any,
) -> None:
    """The one door of every step: of two who go through at once, one does.

    `seen` is the version that the page showed: what one decides on is what one read.
    Raises ProposalMovedOn.
    """
    db.session.flush()
    known = proposal.version if seen is None else seen
    held = update(Proposal).where(
        Proposal.id == proposal.id, Proposal.version == known, Proposal.state.in_(states)
    )
    pass_through(held.values(version=known + 1, updated_at=at, **values), proposal)
    db.session.add(
        ProposalEvent(proposal_id=proposal.id, step=step, member_id=by.id, at=at, text=text)
    )
    db.session.flush()
    db.session.expire(proposal)


def pass_through(held: Update, proposal: Proposal) -> None:
    """Change the one row that is still as it was read. Raises ProposalMovedOn."""
    if not changed_one(held):
        raise ProposalMovedOn(proposal.id)
    db.session.expire(proposal)


def withdraw_proposal(proposal: Proposal, by: Member, at: datetime) -> None:
    """Its author gives it up; what was said of it stays readable. Raises ProposalMovedOn."""
    alive = {ProposalState.DRAFT, ProposalState.OPEN}
    state = ProposalState.WITHDRAWN
    take(proposal, alive, ProposalStep.WITHDRAWN, by, at, state=state)


def confirm_form(proposal: Proposal, by: Member, at: datetime) -> None:
    """Say that a change is one of form indeed; saying it twice counts once."""
    if any(known.member_id == by.id for known in proposal.checks):
        return
    take(proposal, {ProposalState.OPEN}, ProposalStep.CHECKED, by, at)
    db.session.add(ProposalCheck(proposal_id=proposal.id, member_id=by.id, at=at))
    db.session.flush()
    db.session.expire(proposal)


def make_substantive(proposal: Proposal, by: Member, at: datetime) -> None:
    """Say that a change told to be of form is one of substance: the colleges are heard from now on."""
    step, until = ProposalStep.MADE_SUBSTANTIVE, consulted_until(at)
    take(proposal, {ProposalState.OPEN}, step, by, at, nature=Nature.SUBSTANTIVE, closes_at=until)


def accept_proposal(
    proposal: Proposal, by: Member, at: datetime, *, decision: str, present: Present, seen: int
) -> None:
    """Decide that it will be in the next edition, in writing.

    Raises ProposalMovedOn, TextMovedOn, NotConfirmed, NotCarried.
    """
    if proposal.version != seen:
        raise ProposalMovedOn(proposal.id)
    heed_text(proposal, present)
    if needs_checks(proposal, present):
        raise NotConfirmed(proposal.id)
    if not can_be_accepted(proposal, at):
        raise NotCarried(proposal.id)
    decide(proposal, ProposalState.ACCEPTED, by, at, decision=decision, seen=seen)


def decline_proposal(
    proposal: Proposal, by: Member, at: datetime, *, decision: str, seen: int
) -> None:
    """Decide that it will not be, and say why. Raises ProposalMovedOn."""
    decide(proposal, ProposalState.DECLINED, by, at, decision=decision, seen=seen)


def decide(
    proposal: Proposal,
    state: ProposalState,
    by: Member,
    at: datetime,
    *,
    decision: str,
    seen: int,
) -> None:
    step = ProposalStep(state.value)
    written = {"decision": decision, "decided_by_id": by.id, "decided_at": at}
    take(proposal, {ProposalState.OPEN}, step, by, at, text=decision, seen=seen, state=state, **written)  # fmt: skip
    journal.note(Kind.REVIEWED, by=by, concerns=proposal.author, about=proposal, detail=state.value)
    tell_followers(proposal, "decided", by)


def needs_checks(proposal: Proposal, present: Present) -> bool:
    """A change said to be of form that rewrites much waits for two readers."""
    if proposal.nature is not Nature.EDITORIAL or len(proposal.checks) >= changes.CONFIRMED_BY:
        return False
    return changes.rewrites_much(proposal_lines(proposal, present))


def proposal_lines(proposal: Proposal, present: Present) -> list[changes.Line]:
    """What it changes, field by field."""
    asked = proposal.payload
    return changes.lines(proposal.operation, proposal.uuid, asked, proposal.base, present)


def can_be_accepted(proposal: Proposal, at: datetime) -> bool:
    """A change of form at once; one of substance when the colleges carry it, or were waited for."""
    is_over = proposal.closes_at is not None and proposal.closes_at <= over_before(at)
    carried = poll(proposal.opinions, proposal.reworded_at).is_carried
    return proposal.nature is Nature.EDITORIAL or is_over or carried


def tell_followers(proposal: Proposal, news: str, by: Member) -> None:
    """A letter to its author and to those who spoke of it, once each; not to who brings the news."""
    for person in every(queries.followers_of(proposal)):
        if person.id != by.id:
            letters.write(
                f"competencies/{news}",
                person.email,
                key=f"proposal-{news}:{proposal.id}:{proposal.version}:{person.id}",
                name=person.name,
                proposal=proposal,
                is_author=person.id == proposal.author_id,
                by=by,
            )
