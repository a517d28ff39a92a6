"""How people are found: by the letters typed, by what they agreed to, by their silence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from intranet.kit.clock import in_paris, months_before
from intranet.members.models import (
    Member,
    Membership,
    MembershipState,
    folded_name,
)
from intranet.organizations.models import Organization

LONGEST_TYPED, MOST_WORDS = 120, 6  # of what was typed to find somebody


def admitted() -> Select[Member]:
    """Who works for an organization of the network, with it, by name."""
    return (
        select(Member)
        .join(Membership, and_(Membership.member_id == Member.id, _is_current()))
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Member.is_active)
        .options(joinedload(Member.memberships).joinedload(Membership.organization))
        .order_by(Member.folded, Member.id)
    )


def name_words(typed: str) -> list[str]:
    """What was typed to find somebody, as the words of names are kept; not endless."""
    return folded_name(typed[:LONGEST_TYPED]).split()[:MOST_WORDS]


def suggested(typed: str | None, but: Member, limit: int = 10) -> Select[Member] | None:
    """Whom the letters may name, colleagues first: each word begins one of their name or organization.

    None until two letters are there: everybody would answer.
    """
    words = name_words(typed or "")
    if len("".join(words)) < 2:
        return None
    elsewhere = Membership.organization_id != (but.organization_id or 0)
    return (
        admitted()
        .where(Member.id != but.id, *(is_named(word) for word in words))
        .order_by(None)
        .order_by(elsewhere, Member.folded, Member.id)
        .limit(limit)
    )


def is_named(word: str) -> ColumnElement[bool]:
    """A word of their name, or of that of where they work, begins so."""
    return or_(begins_a_word(Member.folded, word), begins_a_word(Organization.folded, word))


def begins_a_word(name: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """Of a folded name."""
    return or_(name.startswith(word, autoescape=True), name.contains(f" {word}", autoescape=True))


def _is_current() -> ColumnElement[bool]:
    return Membership.state == MembershipState.ADMITTED


def counted_for(region_code: str, employer_id: int) -> ColumnElement[bool]:
    """Who agreed to be counted, works in a region, and does not hide from the employer who asks.

    Demonstration accounts count nobody.
    """
    there = Member.id.in_(
        select(Membership.member_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(
            Membership.state == MembershipState.ADMITTED, Organization.region_code == region_code
        )
    )
    return and_(
        Member.is_counted,
        ~Member.is_demo,
        Member.is_active,
        there,
        not_hidden_from(employer_id),
    )


def not_hidden_from(employer_id: int) -> ColumnElement[bool]:
    """« Me cacher de ma propre structure »: the rule of every page where who recruits sees people."""
    works_there = exists().where(
        Membership.member_id == Member.id,
        Membership.state == MembershipState.ADMITTED,
        Membership.organization_id == employer_id,
    )
    return or_(~Member.hides_from_own, ~works_there)


def idle_for(at: datetime, months: int, *, told: int) -> Select[Member]:
    """Accounts that nobody has used for so many months, and whose owner had `told` letters saying so.

    The last of them is a month old. Not those of the demonstration.
    """
    return (
        select(Member)
        .where(
            Member.closed_at.is_(None),
            Member.is_demo.is_(False),
            Member.warnings == told,
            or_(Member.warned_at.is_(None), Member.warned_at <= months_before(at, 1)),
            Member.last_seen_on <= in_paris(months_before(at, months)).date(),
        )
        .order_by(Member.id)
    )
