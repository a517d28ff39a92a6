"""Who may show, ask for and give an endorsement."""

from __future__ import annotations

from intranet.competencies.models import ClaimState, EvidenceClaim, Visibility
from intranet.members.models import Member


def may_show_evidence(member: Member) -> bool:
    """Like one’s levels: for anyone with an account."""
    return member.is_active


def may_ask(member: Member) -> bool:
    """Asking writes to somebody: for people at work in the network."""
    return member.is_admitted


def may_be_asked(member: Member, asked: Member) -> bool:
    """Somebody else, at work in the network: nobody endorses themselves."""
    return asked.id != member.id and asked.is_active and asked.is_admitted


def may_answer(member: Member, claim: EvidenceClaim) -> bool:
    """The person asked, still at work in the network, and never on their own levels."""
    is_mine = claim.evidence.member_id == member.id
    return claim.reviewer_id == member.id and member.is_admitted and not is_mine


def may_look(member: Member, claim: EvidenceClaim) -> bool:
    """What somebody was asked about stays open to them, unless it was taken back or closed since."""
    visibility = claim.evidence.visibility
    if visibility is Visibility.NETWORK:
        return member.is_admitted
    is_read = claim.reviewer_id == member.id and claim.state is not ClaimState.WITHDRAWN
    return is_read and visibility is Visibility.REVIEWERS
