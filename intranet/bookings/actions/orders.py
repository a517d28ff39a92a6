"""Documents for all of a meeting: asked once, issued some at a time, none twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from intranet.bookings import queries
from intranet.bookings.actions.certificates import hold_count, issue
from intranet.bookings.models import Bookable, CertificateKind, Facts, IssueOrder
from intranet.bookings.policy import refusal, waits_for_its_name
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.members.models import Member

# A badge takes fifteen times as long to sign as another document takes to write.
AT_ONCE = {CertificateKind.BADGE: 8}
MOST_AT_ONCE = 100


def order(bookable: Bookable, kind: CertificateKind, by: Member, at: datetime) -> IssueOrder | None:
    """Ask for one document each; the order under way where there is one, None where nobody is ready."""
    hold_count(in_paris(at).year)
    under_way = select(IssueOrder).where(
        IssueOrder.bookable_id == bookable.id,
        IssueOrder.kind == kind,
        IssueOrder.finished_at.is_(None),
    )
    if known := db.session.scalars(under_way).one_or_none():
        return known
    expected = len(ready(queries.facts_of(bookable), kind, by))
    if not expected:
        return None
    made = IssueOrder(
        bookable_id=bookable.id, kind=kind, asked_by_id=by.id, asked_at=at, expected=expected
    )
    db.session.add(made)
    db.session.flush()
    return made


def ready(found: list[Facts], kind: CertificateKind, by: Member) -> list[Facts]:
    """Those who may have this document, do not, and for whom none was revoked or withdrawn."""
    return [
        facts
        for facts in found
        if kind not in facts.valid
        and not waits_for_its_name(kind, facts)
        and refusal(kind, facts, by) is None
    ]


def issue_some(under_way: IssueOrder, at: datetime) -> int:
    """Issue the next ones; the order is finished once nobody is left. How many were issued.

    The count is held before the facts are read: of two who go on with one order, the second reads
    what the first issued.
    """
    hold_count(in_paris(at).year)
    kind, bookable, by = under_way.kind, under_way.bookable, under_way.asked_by
    allowed = by.is_active and kind in queries.kinds_certified_by(by, bookable)
    left = ready(queries.facts_of(bookable), kind, by) if allowed else []
    chosen = left[: AT_ONCE.get(kind, MOST_AT_ONCE)]
    for facts in chosen:
        issue(facts, kind, by, at)
    values: dict[str, Any] = {"issued": IssueOrder.issued + len(chosen)}
    if len(left) == len(chosen):
        values["finished_at"] = at
    this = IssueOrder.id == under_way.id, IssueOrder.finished_at.is_(None)
    db.session.execute(update(IssueOrder).where(*this).values(**values))
    db.session.expire(under_way)
    return len(chosen)
