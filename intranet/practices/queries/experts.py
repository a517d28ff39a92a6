"""Experts of the themes, what is asked of them and what they said; reviews that wait too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.members.models import Member, Membership, MembershipState
from intranet.practices.models import (
    COUNTED,
    OPINION_REMINDER,
    Decision,
    Practice,
    PracticeVersion,
    Replication,
    Review,
    Theme,
    ThemeExpert,
    practice_author,
    practice_theme,
)
from intranet.practices.queries.readers import in_regions_of, is_published


def experts() -> Select[ThemeExpert]:
    """Every expert, by theme then by name."""
    return (
        select(ThemeExpert)
        .join(Theme, Theme.id == ThemeExpert.theme_id)
        .join(ThemeExpert.member)
        .where(Member.closed_at.is_(None))
        .options(contains_eager(ThemeExpert.member))
        .order_by(Theme.position, Theme.id, Member.name)
    )


def experts_for(practice: Practice) -> Select[Member]:
    """Those of its themes who may be asked: neither of its owner nor among its authors, and not
    asked already of the version that is online.
    """
    themes = select(practice_theme.c.theme_id).where(practice_theme.c.practice_id == practice.id)
    named = select(ThemeExpert.member_id).where(ThemeExpert.theme_id.in_(themes))
    in_owner = select(Membership.member_id).where(
        Membership.organization_id == practice.owner_id,
        Membership.state == MembershipState.ADMITTED,
    )
    wrote = select(practice_author.c.member_id).where(practice_author.c.practice_id == practice.id)
    asked = select(Review.reviewer_id).where(
        Review.level == 2,
        Review.version_id == practice.published_version_id,
        Review.revoked_at.is_(None),
        Review.reviewer_id.is_not(None),
    )
    return (
        select(Member)
        .where(
            Member.id.in_(named),
            Member.id.not_in(in_owner),
            Member.id.not_in(wrote),
            Member.id.not_in(asked),
            Member.confirmed_at.is_not(None),
            Member.closed_at.is_(None),
        )
        .order_by(Member.name, Member.id)
    )


def opinions_on(practice: Practice) -> Select[Review]:
    """What was asked of experts and is not revoked, the latest first."""
    return (
        select(Review)
        .where(Review.practice_id == practice.id, Review.level == 2, Review.revoked_at.is_(None))
        .options(joinedload(Review.version), joinedload(Review.reviewer))
        .order_by(Review.id.desc())
    )


def opinions_asked_of(member: Member) -> Select[Review]:
    """Those that this expert has been asked for, given or not."""
    return (
        select(Review)
        .join(Review.practice)
        .where(
            Review.level == 2,
            Review.reviewer_id == member.id,
            Review.revoked_at.is_(None),
            is_published(),
        )
        .options(contains_eager(Review.practice), joinedload(Review.version))
        .order_by(Review.due_on, Review.id)
    )


def opinions_to_give(member: Member) -> Select[Review]:
    return opinions_asked_of(member).where(Review.decision.is_(None))


def reviews_to_remind(on: date) -> Select[Review]:
    """Open ones whose day has come, and whose reader was not reminded."""
    animators = and_(Review.level == 1, Review.due_on <= on)
    asked = and_(Review.level == 2, Review.due_on <= on + OPINION_REMINDER)
    return _open().where(Review.reminded_on.is_(None), or_(animators, asked))


def reviews_to_escalate(on: date) -> Select[Review]:
    """Those of animators, late by a week at least, that no national animator was given yet."""
    late = Review.due_on <= on - timedelta(days=7)
    return _open().where(Review.level == 1, Review.escalated_on.is_(None), late)


def minor_corrections_for(animator: Member) -> Select[PracticeVersion]:
    """What went online without a review, in their regions, and that no animator has read."""
    return (
        select(PracticeVersion)
        .join(PracticeVersion.practice)
        .where(
            PracticeVersion.is_minor,
            PracticeVersion.checked_at.is_(None),
            Practice.owner_id.is_distinct_from(animator.organization_id),
            is_published(),
            in_regions_of(animator),
        )
        .options(contains_eager(PracticeVersion.practice), joinedload(PracticeVersion.author))
        .order_by(PracticeVersion.at, PracticeVersion.id)
    )


def versions_numbered(practice_id: int, numbers: Sequence[int]) -> Select[PracticeVersion]:
    return select(PracticeVersion).where(
        PracticeVersion.practice_id == practice_id, PracticeVersion.number.in_(numbers)
    )


def is_reproduced(practice: Practice) -> Select[bool]:
    """Another structure does it, or has done it."""
    elsewhere = exists().where(
        Replication.practice_id == practice.id,
        Replication.organization_id != (practice.owner_id or 0),
        Replication.stage.in_(COUNTED),
    )
    return select(elsewhere)


def given_opinions(practice: Practice) -> Select[Review]:
    return opinions_on(practice).where(Review.decision == Decision.OPINION)


def _open() -> Select[Review]:
    return (
        select(Review)
        .join(Review.practice)
        .where(Review.decision.is_(None), Review.revoked_at.is_(None))
        .options(
            contains_eager(Review.practice).joinedload(Practice.owner),
            joinedload(Review.version),
            joinedload(Review.reviewer),
        )
        .order_by(Review.due_on, Review.id)
    )
