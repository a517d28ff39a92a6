"""Who may do what with people's accounts and attachments."""

from __future__ import annotations

from intranet.members.models import Member, Membership


def may_decide(member: Member, membership: Membership) -> bool:
    """Admit people and grant roles: the animators of the region, and administrators."""
    return member.is_administrator or member.animates(membership.organization.region_code)


def may_welcome(member: Member) -> bool:
    """See the queue of requests at all."""
    return member.is_animator or member.is_administrator


def may_read_outbox(member: Member) -> bool:
    return member.is_animator or member.is_administrator


def may_see_secret_links(member: Member, *, in_production: bool) -> bool:
    """A secret link opens somebody's account: in production, for administrators alone."""
    return member.is_administrator or (member.is_animator and not in_production)


def may_ask_for_roles(member: Member) -> bool:
    """Somebody admitted, who waits for no answer about it already."""
    return member.membership is not None and member.membership.roles_asked_at is None
