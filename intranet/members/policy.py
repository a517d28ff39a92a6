"""Who may do what with people's accounts and attachments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from intranet.members.models import Member, Membership, Role
from intranet.organizations.models import Organization

PROVEN_LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class Lifetime:
    """How long a session lives unused, and at most."""

    unused: timedelta
    whole: timedelta

    def lets_live(self, started_at: datetime, seen_at: datetime, at: datetime) -> bool:
        return at < started_at + self.whole and at < seen_at + self.unused


OF_MEMBERS = Lifetime(timedelta(days=7), timedelta(days=14))
OF_GUARDED_ROLES = Lifetime(timedelta(hours=8), timedelta(days=7))
OF_ADMINISTRATORS = Lifetime(timedelta(hours=2), timedelta(hours=12))


def may_decide(member: Member, membership: Membership, *, others_do: bool) -> bool:
    """Admit people and grant roles: the animators of the region, and administrators.

    One's own request is for the others who decide there; where nobody else does, for oneself.
    """
    decides = member.is_administrator or member.animates(membership.organization.region_code)
    return decides and not (others_do and membership.member_id == member.id)


def may_welcome(member: Member) -> bool:
    """See the queue of requests at all."""
    return member.is_animator or member.is_administrator


def may_name_referents(member: Member, organization: Organization) -> bool:
    """Those who were named for it, the animators of its region, and administrators."""
    held = member.membership
    speaks = held is not None and held.organization_id == organization.id and held.is_referent
    return speaks or member.is_administrator or member.animates(organization.region_code)


def may_read_outbox(member: Member) -> bool:
    """Not animators, who may recruit too: letters tell who applied where, and some open an account."""
    return member.is_administrator


def has_another_way_in(member: Member, others: int) -> bool:
    """Whether a password opens the account once an identity is unlinked; or one of `others`: passkeys, identities."""
    return member.password_hash is not None or others > 0


def may_ask_for_roles(member: Member) -> bool:
    """Somebody admitted, who waits for no answer about it already."""
    return member.membership is not None and member.membership.roles_asked_at is None


def lacks_factor(member: Member, *, is_protected: bool, is_required: bool) -> bool:
    """The rule of the second factor, for the whole house.

    Where the site requires one, no role is held without it, and no application is read. A
    demonstration account, whose password everybody knows, is never asked for any.
    """
    return is_required and not is_protected and not member.is_demo


def may_have_factor(member: Member) -> bool:
    """Anyone may, but on an account whose password everybody knows, which it would take from them."""
    return not member.is_demo


def lifetime_of(member: Member, *, is_required: bool) -> Lifetime:
    """Where a second factor is required, the sessions it guards are shorter too."""
    if not is_required or member.is_demo or not member.has_role_to_guard:
        return OF_MEMBERS
    return OF_ADMINISTRATORS if member.was_granted(Role.ADMINISTRATOR) else OF_GUARDED_ROLES


def is_proven_lately(proven_at: datetime, at: datetime) -> bool:
    """They gave their password so lately that it need not be asked again."""
    return at - proven_at < PROVEN_LATELY


def may_run_accounts(member: Member) -> bool:
    """Close the sessions of somebody, take a lost factor away from them."""
    return member.is_administrator


def may_be_named(member: Member, role: Role) -> bool:
    """Animating is done from an organization of the network; the site is run from anywhere."""
    return role is not Role.ANIMATOR or member.is_admitted


def may_take_factor_away(member: Member, other: Member) -> bool:
    """Of somebody else only: one's own is removed by whoever can still prove who they are."""
    return may_run_accounts(member) and other.id != member.id and other.closed_at is None
