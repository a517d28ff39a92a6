"""Naming who animates the network or runs the site, and taking any role back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from intranet.kit import journal, letters
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.actions.finding import let_be_found
from intranet.members.models import LastAdministrator, Member, MemberRole, Role


def give_role(
    member: Member, role: Role, by: Member | None, at: datetime, *, region_code: str | None = None
) -> bool:
    """Name somebody to animate a region, the whole network without one, or to run the site.

    By nobody: whoever runs the server. False where they do already. Whoever is named for the whole
    network is no longer named for its regions.
    """
    hold_row(Member, member.id)
    db.session.expire(member, ["roles"])
    same = [held for held in member.roles if held.role is role]
    if any(held.region_code in {None, region_code} for held in same):
        return False
    if region_code is None:
        for held in same:
            db.session.delete(held)
    given = MemberRole(
        role=role, region_code=region_code, granted_by_id=by.id if by else None, created_at=at
    )
    member.roles.append(given)
    db.session.flush()
    journal.note(Kind.ROLE_GIVEN, by=by, concerns=member, detail=role)
    _tell("role_given", given, by)
    let_be_found(member)
    return True


def withdraw_role(held: MemberRole, by: Member) -> None:
    """Take a role back; once another click did, nothing more. Raises LastAdministrator."""
    member = held.member
    hold_row(Member, member.id)
    if held.role is Role.ADMINISTRATOR and not other_administrators(member):
        raise LastAdministrator
    if not changed_one(delete(MemberRole).where(MemberRole.id == held.id)):
        return
    journal.note(
        Kind.ROLE_WITHDRAWN, by=by, concerns=member, about=held.organization, detail=held.role
    )
    _tell("role_withdrawn", held, by)
    let_be_found(member)


def other_administrators(member: Member) -> int:
    """All of them held, in one order: of the two last who go at once, one stays."""
    all_of_them = select(MemberRole.member_id).where(MemberRole.role == Role.ADMINISTRATOR)
    held = all_of_them.order_by(MemberRole.id).with_for_update()
    return len(set(db.session.scalars(held)) - {member.id})


def _tell(letter: str, held: MemberRole, by: Member | None) -> None:
    person = held.member
    letters.write(
        f"members/{letter}",
        person.email,
        key=f"role:{person.id}:{held.role}:{held.region_code}:{held.created_at.isoformat()}:{letter}",
        member=person,
        held=held,
        by=by,
    )
