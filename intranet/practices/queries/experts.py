"""Experts of the themes, what is asked of them and what they said."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.members.models import Member, Membership, MembershipState
from intranet.practices.models import (
    BY_EXPERT,
    Decision,
    Practice,
    Review,
    Theme,
    ThemeExpert,
    practice_author,
    practice_theme,
)
from intranet.practices.queries.readers import is_published, is_still_open


def experts() -> Select[ThemeExpert]:
    """Every expert, by theme then by name."""
    return (
        select(ThemeExpert)
        .join(Theme, Theme.id == ThemeExpert.theme_id)
        .join(ThemeExpert.member)
        .where(Member.closed_at.is_(None))
        .options(contains_eager(ThemeExpert.member))
        .order_by(Theme.position, Theme.id, Member.folded)
    )


def expert_of(theme_id: int, member_id: int) -> Select[ThemeExpert]:
    """Whoever is named for a theme, if they are."""
    return experts().where(ThemeExpert.theme_id == theme_id, ThemeExpert.member_id == member_id)


def themes_known_by(member: Member) -> Select[Theme]:
    """Those that a member is named an expert of."""
    named = select(ThemeExpert.theme_id).where(ThemeExpert.member_id == member.id)
    return select(Theme).where(Theme.id.in_(named)).order_by(Theme.position, Theme.id)


def experts_for(practice: Practice) -> Select[Member]:
    """Those of its themes who may be asked: neither of its owner nor among its authors, not asked
    already of the version that is online, and not who published it: an opinion is a second look.
    """
    themes = select(practice_theme.c.theme_id).where(practice_theme.c.practice_id == practice.id)
    named = select(ThemeExpert.member_id).where(ThemeExpert.theme_id.in_(themes))
    in_owner = select(Membership.member_id).where(
        Membership.organization_id == practice.owner_id,
        Membership.state == MembershipState.ADMITTED,
    )
    wrote = select(practice_author.c.member_id).where(practice_author.c.practice_id == practice.id)
    asked = select(Review.reviewer_id).where(
        Review.level == BY_EXPERT,
        Review.version_id == practice.published_version_id,
        Review.revoked_at.is_(None),
        Review.reviewer_id.is_not(None),
    )
    published = select(Review.decided_by_id).where(
        Review.version_id == practice.published_version_id,
        Review.decision == Decision.PUBLISHED,
        Review.decided_by_id.is_not(None),
    )
    return (
        select(Member)
        .where(
            Member.id.in_(named),
            Member.id.not_in(in_owner),
            Member.id.not_in(wrote),
            Member.id.not_in(asked),
            Member.id.not_in(published),
            Member.is_active,
        )
        .order_by(Member.folded, Member.id)
    )


def opinions_on(practice: Practice) -> Select[Review]:
    """What was asked of experts and is not revoked, the latest first."""
    return (
        select(Review)
        .where(
            Review.practice_id == practice.id,
            Review.level == BY_EXPERT,
            Review.revoked_at.is_(None),
        )
        .options(joinedload(Review.version), joinedload(Review.reviewer))
        .order_by(Review.id.desc())
    )


def opinions_asked_of(member: Member) -> Select[Review]:
    """Those that this expert has been asked for, given or not; never of where they work now."""
    return (
        select(Review)
        .join(Review.practice)
        .where(
            Review.level == BY_EXPERT,
            Review.reviewer_id == member.id,
            Review.revoked_at.is_(None),
            Practice.owner_id.is_distinct_from(member.organization_id),
            is_published(),
        )
        .options(contains_eager(Review.practice), joinedload(Review.version))
        .order_by(Review.due_on, Review.id)
    )


def opinions_to_give(member: Member) -> Select[Review]:
    return opinions_asked_of(member).where(Review.decision.is_(None), is_still_open())


def opinions_of_nobody_now() -> Select[Review]:
    """Asked of experts who, before they answered, closed their account or joined its owner."""
    joined_owner = (
        select(Membership.id)
        .where(
            Membership.member_id == Review.reviewer_id,
            Membership.organization_id == Practice.owner_id,
            Membership.state == MembershipState.ADMITTED,
        )
        .exists()
    )
    return (
        select(Review)
        .join(Review.reviewer)
        .join(Review.practice)
        .where(
            Review.level == BY_EXPERT,
            Review.decision.is_(None),
            Review.revoked_at.is_(None),
            or_(~Member.is_active, joined_owner),
        )
        .order_by(Review.practice_id, Review.id)
    )


def given_opinions(practice: Practice) -> Select[Review]:
    return opinions_on(practice).where(Review.decision == Decision.OPINION)
