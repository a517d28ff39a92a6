"""Who may propose a change of the referential, speak of it, decide on it."""

from __future__ import annotations

from intranet.competencies.models import Proposal, ProposalState
from intranet.members.models import Member

ALIVE = {ProposalState.OPEN, ProposalState.ACCEPTED}


def may_read_proposals(member: Member | None) -> bool:
    """What is being discussed is for people of the network."""
    return member is not None and member.is_admitted


def may_propose(member: Member) -> bool:
    """Anyone who works for an organization of the network; the proposal is theirs and its."""
    return member.is_admitted


def may_write(member: Member, proposal: Proposal) -> bool:
    """A draft is its author’s alone."""
    return wrote(member, proposal) and proposal.state is ProposalState.DRAFT


def may_withdraw(member: Member, proposal: Proposal) -> bool:
    return wrote(member, proposal) and proposal.state in {ProposalState.DRAFT, ProposalState.OPEN}


def may_speak(member: Member, proposal: Proposal) -> bool:
    """Anyone of the network, as long as the proposal is discussed."""
    return member.is_admitted and proposal.state is ProposalState.OPEN


def may_take_position(member: Member, proposal: Proposal) -> bool:
    """Whoever works for an organization says what it thinks; a colleague may change it."""
    return may_speak(member, proposal)


def may_decide(member: Member, proposal: Proposal) -> bool:
    """A national animator; never its author, nor a colleague of its author."""
    return proposal.state is ProposalState.OPEN and is_arbiter(member, proposal)


def may_check(member: Member, proposal: Proposal) -> bool:
    """Any animator reads again a change said to be of form: the referential is of no region. Never
    its author, nor a colleague.
    """
    return (
        proposal.state is ProposalState.OPEN
        and member.is_animator
        and not is_close_to(member, proposal)
    )


def may_reword(member: Member, proposal: Proposal) -> bool:
    """Its author while it is discussed; and its author or a national animator to put it back on
    the present text.
    """
    return proposal.state in ALIVE and (wrote(member, proposal) or member.animates(None))


def is_led_to_reword(member: Member, proposal: Proposal, *, has_moved: bool) -> bool:
    """Its page leads there where there is a reason: the text has moved, or its author finds better
    words while it is discussed.
    """
    in_debate = wrote(member, proposal) and proposal.state is ProposalState.OPEN
    return may_reword(member, proposal) and (has_moved or in_debate)


def may_apply(member: Member, proposal: Proposal) -> bool:
    """What was decided is carried into the draft by any national animator."""
    return proposal.state is ProposalState.ACCEPTED and member.animates(None)


def may_lead(member: Member) -> bool:
    """See what awaits a decision, and what use suggests."""
    return member.animates(None)


def is_arbiter(member: Member, proposal: Proposal) -> bool:
    return member.animates(None) and not is_close_to(member, proposal)


def is_close_to(member: Member, proposal: Proposal) -> bool:
    """Its author, or somebody of the organization that the author worked for or works for now."""
    theirs = {proposal.organization_id, proposal.author.organization_id}
    return wrote(member, proposal) or member.organization_id in theirs - {None}


def wrote(member: Member, proposal: Proposal) -> bool:
    return proposal.author_id == member.id
