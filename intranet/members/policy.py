"""Who may do what with people's accounts and attachments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from intranet.members.models import Member, Membership, Role

# Whoever publishes, reviews or reads CVs: what they may do harms others if their account is stolen.
GUARDED = (Role.RECRUITER, Role.TRAINER, Role.ANIMATOR, Role.ADMINISTRATOR)
PROVEN_LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class Lifetime:
    """How long a session lives unused, and at most."""

    unused: timedelta
    whole: timedelta


OF_MEMBERS = Lifetime(timedelta(days=7), timedelta(days=14))
OF_GUARDED_ROLES = Lifetime(timedelta(hours=8), timedelta(days=7))
OF_ADMINISTRATORS = Lifetime(timedelta(hours=2), timedelta(hours=12))


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


def must_have_factor(member: Member) -> bool:
    """The rule of the second factor, for the whole house. Demonstration accounts are everybody's."""
    return not member.is_demo and any(member.was_granted(role) for role in GUARDED)


def roles_wait(member: Member, *, is_protected: bool, is_required: bool) -> bool:
    """Whether their roles sleep until they have a second factor, where this site requires it."""
    return is_required and not is_protected and must_have_factor(member)


def may_have_factor(member: Member) -> bool:
    """Anyone may, but on an account whose password everybody knows, which it would take from them."""
    return not member.is_demo


def lifetime_of(member: Member, *, is_required: bool) -> Lifetime:
    """Where a second factor is required, the sessions it guards are shorter too."""
    if not is_required or not must_have_factor(member):
        return OF_MEMBERS
    return OF_ADMINISTRATORS if member.was_granted(Role.ADMINISTRATOR) else OF_GUARDED_ROLES


def is_proven_lately(proven_at: datetime, at: datetime) -> bool:
    """They gave their password so lately that it need not be asked again."""
    return at - proven_at < PROVEN_LATELY


def may_run_accounts(member: Member) -> bool:
    """Close the sessions of somebody, take a lost factor away from them."""
    return member.is_administrator


def may_take_factor_away(member: Member, other: Member) -> bool:
    """Of somebody else only: one's own is removed by whoever can still prove who they are."""
    return may_run_accounts(member) and other.id != member.id and other.closed_at is None
