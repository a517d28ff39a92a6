"""Which sheets are to verify, which lost their contact, which drafts are left; what readers report."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select
from sqlalchemy.orm import joinedload

from intranet.members.models import Member, Membership, MembershipState
from intranet.practices.models import (
    TOLD_FROM,
    Practice,
    PracticeReport,
    PracticeVersion,
    ReportReason,
)
from intranet.practices.queries.readers import in_regions_of, is_listed, is_published


def to_be_told_to_verify(on: date) -> Select[Practice]:
    """Whose verification comes or has come, and who were not told so yet at this stage."""
    due = [
        and_(Practice.verify_on <= on - delay, Practice.verify_told < told)
        for told, delay in TOLD_FROM.items()
    ]
    return _owned().where(or_(*due)).order_by(Practice.verify_on, Practice.id)


def is_orphan() -> ColumnElement[bool]:
    """Nobody of its owner answers for it: its contact left the structure, or the site."""
    there = exists().where(
        Membership.member_id == Practice.contact_id,
        Membership.organization_id == Practice.owner_id,
        Membership.state == MembershipState.ADMITTED,
    )
    return and_(Practice.owner_id.is_not(None), ~there)


def orphans_to_tell(animators_before: date) -> Select[Practice]:
    """Orphans that nobody was told of, or since so long that their animators are."""
    never = Practice.orphaned_on.is_(None)
    since = and_(Practice.orphaned_on <= animators_before, Practice.orphan_told < 2)
    return _owned().where(is_orphan(), or_(never, since)).order_by(Practice.id)


def no_longer_orphans() -> Select[Practice]:
    """Those that found somebody: were they orphans again, it would be told again."""
    return select(Practice).where(Practice.orphaned_on.is_not(None), ~is_orphan())


def orphans_of(member: Member) -> Select[Practice]:
    """Those that a referent finds a contact for."""
    ours = Practice.owner_id == member.organization_id
    orphans = _owned().where(is_orphan(), ours, is_referent(member))
    return orphans.order_by(Practice.orphaned_on, Practice.id)


def is_referent(member: Member) -> ColumnElement[bool]:
    """Whether this member is one of those written to for their organization (`referents_of`)."""
    referents = referents_of(member.organization_id).with_only_columns(Member.id)
    return literal(member.id).in_(referents)


def referents_of(organization_id: int | None) -> Select[Member]:
    """Who answers for an organization; where nobody was named, whoever came first."""
    named = exists().where(
        Membership.organization_id == organization_id,
        Membership.state == MembershipState.ADMITTED,
        Membership.is_referent,
    )
    return (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.organization_id == organization_id,
            Membership.state == MembershipState.ADMITTED,
            Member.is_active,
            or_(Membership.is_referent, ~named),
        )
        .order_by(Membership.id)
        .limit(3)
    )


def drafts_left(at: datetime, reminded: timedelta, offered: timedelta) -> Select[Practice]:
    """Never published, in nobody’s queue, and untouched for so long."""
    version = PracticeVersion
    return (
        select(Practice)
        .join(version, version.id == Practice.working_version_id)
        .where(
            Practice.published_version_id.is_(None),
            Practice.submitted_at.is_(None),
            Practice.archived_on.is_(None),
            Practice.withdrawn_on.is_(None),
            Practice.owner_id.is_not(None),
            or_(
                and_(version.at <= at - reminded, Practice.draft_told < 1),
                and_(version.at <= at - offered, Practice.draft_told < 2),
            ),
        )
        .options(joinedload(Practice.working), joinedload(Practice.author))
        .order_by(version.at, Practice.id)
    )


def open_reports(practice: Practice) -> Select[PracticeReport]:
    """What readers said, and nobody has seen to."""
    return (
        select(PracticeReport)
        .where(PracticeReport.practice_id == practice.id, PracticeReport.closed_at.is_(None))
        .options(joinedload(PracticeReport.member))
        .order_by(PracticeReport.id)
    )


def reports_for(member: Member) -> Select[PracticeReport]:
    """What awaits whoever answers for a sheet, or finds who will; the animators, of duplicates, which
    they merge, and of sheets whose owner has nobody left.
    """
    ours = and_(
        Practice.owner_id == member.organization_id,
        or_(
            Practice.contact_id == member.id,
            Practice.substitute_id == member.id,
            and_(is_orphan(), is_referent(member)),
        ),
        PracticeReport.reason != ReportReason.DUPLICATE,
    )
    at_work = exists().where(
        Membership.organization_id == Practice.owner_id,
        Membership.state == MembershipState.ADMITTED,
    )
    unanswered = or_(PracticeReport.reason == ReportReason.DUPLICATE, ~at_work)
    theirs = and_(in_regions_of(member), unanswered)
    return (
        select(PracticeReport)
        .join(PracticeReport.practice)
        .where(PracticeReport.closed_at.is_(None), is_published(), or_(ours, theirs))
        .options(joinedload(PracticeReport.practice))
        .order_by(PracticeReport.id)
    )


def _owned() -> Select[Practice]:
    return (
        select(Practice)
        .where(is_listed(), Practice.owner_id.is_not(None))
        .options(joinedload(Practice.contact), joinedload(Practice.substitute))
    )
