"""What awaits an animator where none may act: for whoever runs the site, who finds one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import joinedload

from intranet.members.models import Member, MemberRole, Membership, MembershipState, Role
from intranet.openings.models import Opening, OpeningReport, State


def unattended() -> Select[Opening]:
    """Sent for review, or reported, and nobody who animates there may answer: the twin of
    `policy.may_review` and `policy.may_answer_reports`, of everybody.
    """
    works_elsewhere = Membership.organization_id != Opening.organization_id
    sent = select(Opening.id).where(Opening.state == State.IN_REVIEW, ~_animated_by())
    reported = (
        select(Opening.id)
        .join(OpeningReport, OpeningReport.opening_id == Opening.id)
        .where(OpeningReport.decided_at.is_(None), ~_animated_by(works_elsewhere))
    )
    return (
        select(Opening)
        .where(Opening.id.in_(union(sent, reported)))  # each by its own index
        .options(joinedload(Opening.organization))
        .order_by(Opening.updated_at, Opening.id)
    )


def _animated_by(*those: ColumnElement[bool]) -> ColumnElement[bool]:
    """Somebody at work animates its region, and did not write it."""
    return (
        select(MemberRole.id)
        .join(Member, Member.id == MemberRole.member_id)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            MemberRole.role == Role.ANIMATOR,
            or_(MemberRole.region_code.is_(None), MemberRole.region_code == Opening.region_code),
            Membership.state == MembershipState.ADMITTED,
            Member.closed_at.is_(None),
            Member.id != Opening.owner_id,
            *those,
        )
        .correlate(Opening)
        .exists()
    )
