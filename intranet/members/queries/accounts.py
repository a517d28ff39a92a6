"""How whoever runs the site finds an account."""

from __future__ import annotations

from sqlalchemy import Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from intranet.members.models import Member, MemberRole, Membership
from intranet.members.queries.people import begins_a_word, name_words


def open_account(member_id: int) -> Select[Member]:
    """With where they work and what they may do."""
    return (
        select(Member)
        .where(Member.id == member_id, Member.closed_at.is_(None))
        .options(
            joinedload(Member.roles).options(
                joinedload(MemberRole.region), joinedload(MemberRole.organization)
            ),
            joinedload(Member.memberships).joinedload(Membership.organization),
        )
    )


def role_of(member: Member, role_id: int) -> Select[MemberRole]:
    """One role that somebody holds, with where."""
    held = select(MemberRole).where(MemberRole.id == role_id, MemberRole.member_id == member.id)
    return held.options(joinedload(MemberRole.region), joinedload(MemberRole.organization))


def accounts_called(typed: str) -> Select[Member]:
    """The open accounts whose name has these words, or whose address has these letters; by name."""
    words = name_words(typed)
    named = (
        and_(true(), *(begins_a_word(Member.folded, word) for word in words)) if words else false()
    )
    wanted = or_(named, Member.email.contains(typed.lower(), autoescape=True))
    return (
        select(Member)
        .where(Member.closed_at.is_(None), wanted if typed else true())
        .options(selectinload(Member.memberships).joinedload(Membership.organization))
        .order_by(Member.folded, Member.id)
    )
