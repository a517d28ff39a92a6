"""Who may do what with organizations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.organizations.models import Organization

if TYPE_CHECKING:
    from intranet.members.models import Member


def may_add(member: Member | None) -> bool:
    """The register holds every intercommunalité; the others are entered by those who know them."""
    return member is not None and (member.is_animator or member.is_administrator)


def may_read_people(member: Member | None) -> bool:
    """The other half of the directory is for those who work for one of its organizations."""
    return member is not None and member.is_admitted


def may_close(member: Member | None, organization: Organization) -> bool:
    """Whoever writes its page, once."""
    return organization.closed_on is None and may_edit(member, organization)


def may_reopen(member: Member | None, organization: Organization) -> bool:
    """Closed by mistake."""
    return organization.closed_on is not None and may_edit(member, organization)


def may_take_over(member: Member, successor: Organization) -> bool:
    """What passes to it gives people roles there: whoever closes the other admits people here too."""
    return may_edit(member, successor)


def may_edit(member: Member | None, organization: Organization) -> bool:
    """The animators of its region, and administrators."""
    return member is not None and (
        member.is_administrator or member.animates(organization.region_code)
    )
