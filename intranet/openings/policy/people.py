"""Who may do what with an opening."""

from __future__ import annotations

from datetime import datetime

from intranet.members.models import Member
from intranet.openings.models import ONLINE_STATES, UNSENT, Opening, SharedPost, State
from intranet.organizations.models import Organization

EDITABLE = UNSENT | {State.IN_REVIEW} | ONLINE_STATES


def may_post(member: Member) -> bool:
    """Recruiters and animators, for the organization they work for."""
    return member.is_admitted and (member.is_recruiter or member.is_animator)


def recruits_for(member: Member | None, organization_id: int) -> bool:
    """Writes the openings of this organization. Stops on leaving it."""
    return member is not None and may_post(member) and member.organization_id == organization_id


def may_answer_pair(member: Member | None, pair: SharedPost) -> bool:
    """Whoever recruits for either of two openings that one person could hold."""
    return any(recruits_for(member, each.organization_id) for each in (pair.one, pair.other))


def writes(member: Member | None, opening: Opening) -> bool:
    """Its recruiters; of one that a file brought, the animators of its region too."""
    if recruits_for(member, opening.organization_id):
        return True
    is_brought = opening.source_ref != ""
    return member is not None and is_brought and member.animates(opening.region_code)


def may_edit(member: Member | None, opening: Opening) -> bool:
    return opening.state in EDITABLE and writes(member, opening)


def may_delete(member: Member | None, opening: Opening) -> bool:
    """A draft that nobody else has read yet leaves no trace; what was sent stays on record."""
    return opening.state is State.DRAFT and recruits_for(member, opening.organization_id)


def may_publish(member: Member | None, opening: Opening) -> bool:
    """Send it online, or to review: what the author does with a draft."""
    return opening.state in UNSENT and writes(member, opening)


def may_close(member: Member | None, opening: Opening) -> bool:
    """Its recruiters, and whoever animates the network there."""
    return opening.state in ONLINE_STATES and may_follow(member, opening)


def may_extend(member: Member | None, opening: Opening, at: datetime) -> bool:
    """Give more time to what is online and not over."""
    return is_running(opening, at) and recruits_for(member, opening.organization_id)


def is_running(opening: Opening, at: datetime) -> bool:
    """Online, and there is a post to fill: what may be said to be still open."""
    is_online = opening.state is State.PUBLISHED and opening.ended_at(at) is None
    return is_online and opening.filled < opening.positions


def may_copy(member: Member | None, opening: Opening) -> bool:
    """Begin another like it, or keep it as a model, whatever became of it."""
    return recruits_for(member, opening.organization_id)


def may_reopen(member: Member | None, opening: Opening, at: datetime) -> bool:
    """Its recruiters, while its page still answers; not what animators keep off the board."""
    over = opening.ended_at(at) is not None and not opening.is_gone(at)
    return over and opening.frozen_at is None and recruits_for(member, opening.organization_id)


def may_confirm(member: Member | None, opening: Opening, at: datetime) -> bool:
    """Say that it is still open: only of what is online and not over."""
    return is_running(opening, at) and recruits_for(member, opening.organization_id)


def may_review(member: Member | None, opening: Opening) -> bool:
    """An animator of its region who did not write it: four eyes."""
    return (
        member is not None
        and opening.state is State.IN_REVIEW
        and opening.owner_id != member.id
        and member.animates(opening.region_code)
    )


def may_follow(member: Member | None, opening: Opening) -> bool:
    """Read its history: its recruiters; and, once it was sent, the animators of its region."""
    if writes(member, opening):
        return True
    return (
        member is not None
        and opening.state is not State.DRAFT
        and member.animates(opening.region_code)
    )


def goes_online_directly(organization: Organization) -> bool:
    """Its openings need no review: one was published after a review, or it is a demonstration."""
    return organization.trusted_at is not None or organization.is_demo


def may_read_first(member: Member | None, opening: Opening) -> bool:
    """Have the next openings of its structure read before they go online: an animator of its region
    who neither wrote it nor works there, where they go online alone.
    """
    return (
        member is not None
        and opening.first_published_at is not None
        and opening.organization.trusted_at is not None
        and not opening.organization.is_demo
        and opening.organization_id != member.organization_id
        and member.animates(opening.region_code)
    )


def may_keep_searches(member: Member) -> bool:
    """Anyone with an account: looking for a post asks nobody’s leave."""
    return member.is_active
