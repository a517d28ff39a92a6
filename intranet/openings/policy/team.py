"""Who works on the applications to an opening: its owners, those they name, whoever recruits there."""

from __future__ import annotations

from intranet.members.models import Member
from intranet.openings.models import ApplyMode, DeskRole, Opening
from intranet.openings.policy.people import may_post


def role_at(member: Member | None, opening: Opening) -> DeskRole | None:
    """What somebody does there; nothing from the instant they leave its employer.

    Whoever reads CVs has a second factor, even those who are only named there.
    """
    if member is None or member.lacks_factor or not _works_for_it(member, opening):
        return None
    if opening.owner_id == member.id and may_post(member):
        return DeskRole.OWNER
    if named := named_role(member, opening):
        return named
    return DeskRole.CO_RECRUITER if may_post(member) else None


def named_role(member: Member, opening: Opening) -> DeskRole | None:
    """What its owner asked of them."""
    if not _works_for_it(member, opening):
        return None
    return next((each.role for each in opening.team if each.member_id == member.id), None)


def named_at(opening: Opening) -> list[Member]:
    """Who wrote it, and whom its owners named since, wherever they work now."""
    return [opening.owner, *(each.member for each in opening.team)]


def owners_of(opening: Opening) -> list[Member]:
    """Those who answer for it and still work there."""
    return [each for each in named_at(opening) if role_at(each, opening) is DeskRole.OWNER]


def has_desk(member: Member | None, opening: Opening, *, applied: bool) -> bool:
    """Reads the applications: whoever has a role there, and did not apply."""
    return (
        opening.apply_mode is ApplyMode.HERE
        and not applied
        and role_at(member, opening) is not None
    )


def decides(member: Member | None, opening: Opening) -> bool:
    """Answers candidates: everybody there but its readers."""
    return role_at(member, opening) in {DeskRole.OWNER, DeskRole.CO_RECRUITER}


def answers_for(member: Member, opening: Opening) -> bool:
    """Offers the post and names the team: an owner; once they have all left, whoever decides."""
    role = role_at(member, opening)
    return role is DeskRole.OWNER or (role is DeskRole.CO_RECRUITER and not owners_of(opening))


def _works_for_it(member: Member, opening: Opening) -> bool:
    return member.closed_at is None and member.organization_id == opening.organization_id
