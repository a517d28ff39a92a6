"""Who holds what and offers to pass it on: the levels in force of many people, in SQL.

The same rule as `competencies.levels.in_force`: the last word of oneself, the highest word of
others that holds; a test keeps both equal.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from intranet.competencies.models import Assessment, AssessmentState
from intranet.competencies.queries import ranked_answers, vouched_at
from intranet.kit.db import again
from intranet.members.models import Member, Membership, MembershipState
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Municipality
from intranet.places.queries import Point, distance_km

Where = Collection[ColumnElement[bool]]


def levels_in_force(
    at: datetime | BindParameter[datetime], *about: ColumnElement[bool]
) -> Select[Any]:
    """One line for each member and item: level, attested, offers_help, interest, of what is known.

    `about` narrows the assessments read: it is what keeps the statement small.
    """
    answers = ranked_answers(
        Assessment.member_id,
        Assessment.competency_id,
        Assessment.state,
        Assessment.level,
        Assessment.offers_help,
        Assessment.interest,
        about=(Assessment.at <= at, *about),
    ).subquery("answers")
    vouched = (
        select(
            Assessment.member_id,
            Assessment.competency_id,
            func.max(Assessment.level).label("level"),
        )
        .where(*vouched_at(at), *about)
        .group_by(Assessment.member_id, Assessment.competency_id)
        .subquery("vouched")
    )
    # Only whoever answered of themselves offers, or says what they would learn.
    attested = and_(
        vouched.c.member_id == answers.c.member_id,
        vouched.c.competency_id == answers.c.competency_id,
    )
    higher = or_(answers.c.level.is_(None), vouched.c.level > answers.c.level)
    return (
        select(
            answers.c.member_id,
            answers.c.competency_id,
            case((and_(vouched.c.level.is_not(None), higher), vouched.c.level), else_=answers.c.level).label("level"),
            vouched.c.level.label("attested"),
            answers.c.offers_help,
            answers.c.interest,
        )
        .select_from(answers)
        .outerjoin(vouched, attested)
        .where(answers.c.rank == 1, answers.c.state != AssessmentState.CLEARED)
    )  # fmt: skip


def at_work() -> ColumnElement[bool]:
    """Joins a member to where they work now."""
    return and_(Membership.member_id == Member.id, Membership.state == MembershipState.ADMITTED)


def territory_of(
    organization: type[Organization], seat: type[Municipality]
) -> ColumnElement[str | None]:
    """The SIREN of the intercommunality where an organization sits: its own, or that of its commune."""
    of_itself: ColumnElement[Any] = case(
        (organization.kind.in_([Kind.EPCI, Kind.EPT]), organization.siren)
    )
    return func.coalesce(of_itself, seat.epci_siren)


SAME_TERRITORY, SAME_DEPARTMENT, SAME_REGION, ELSEWHERE = range(4)
NEARNESS_LABELS = {
    SAME_TERRITORY: "Même intercommunalité",
    SAME_DEPARTMENT: "Même département",
    SAME_REGION: "Même région",
    ELSEWHERE: "Ailleurs",
}


def nearness(seat: type[Municipality], from_organization_id: int) -> ColumnElement[int]:
    """How near `Organization` is to another one: same EPCI, département, region, elsewhere."""
    mine, my_seat = again(Organization, "mine"), again(Municipality, "my_seat")

    def of_mine(column: Any) -> Any:
        return (
            select(column)
            .select_from(mine)
            .outerjoin(my_seat, my_seat.code == mine.municipality_code)
            .where(mine.id == from_organization_id)
            .scalar_subquery()
        )

    def same(theirs: ColumnElement[Any] | InstrumentedAttribute[Any], ours: Any) -> Any:
        return func.coalesce(theirs == of_mine(ours), false())

    return case(
        (Organization.id == from_organization_id, SAME_TERRITORY),
        (same(territory_of(Organization, seat), territory_of(mine, my_seat)), SAME_TERRITORY),
        (same(Organization.department_code, mine.department_code), SAME_DEPARTMENT),
        (same(Organization.region_code, mine.region_code), SAME_REGION),
        else_=ELSEWHERE,
    )


def seat_of(organization: Organization | None) -> Point | None:
    """Where an organization sits, if that is known."""
    if organization is None or organization.latitude is None or organization.longitude is None:
        return None
    return Point(organization.latitude, organization.longitude)


def km_from(here: Point | None, there: Row[Any]) -> int | None:
    """Whole kilometres, as the crow flies, to where a row says; None where either is not known."""
    if here is None or there.latitude is None or there.longitude is None:
        return None
    return round(distance_km(here, Point(there.latitude, there.longitude)))
