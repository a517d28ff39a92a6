"""People of the network who are kept nowhere: for the laws, which ask nothing of a database."""

from __future__ import annotations

from intranet.kit.clock import now
from intranet.members.models import Member, MemberRole, Membership, MembershipState, Role


def newcomer(number: int = 1) -> Member:
    """An account that no structure has admitted."""
    return Member(id=number, name=f"Personne {number}", confirmed_at=now(), is_demo=False)


def at_work(number: int = 1, *roles: Role, at: int = 0, region: str | None = None) -> Member:
    """Somebody of a structure, of their own unless said; an animator of the whole of France too."""
    somebody = newcomer(number)
    there = Membership(organization_id=at or number, state=MembershipState.ADMITTED)
    somebody.memberships.append(there)
    somebody.roles += [MemberRole(role=role, region_code=region) for role in roles]
    return somebody


def who_left(number: int = 1) -> Member:
    """Somebody whose account is closed."""
    somebody = at_work(number)
    somebody.closed_at = now()
    return somebody
