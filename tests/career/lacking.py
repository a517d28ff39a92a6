"""Who looks for a session, what openings ask, and what was counted of both."""

from __future__ import annotations

from intranet.career.actions import needs, wishes
from intranet.career.models import TrainingWish
from intranet.competencies.queries import in_force
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import says
from tests.factories import MemberFactory, OrganizationFactory
from tests.openings.factories import OpeningFactory, asking


def a_wish(
    member: Member | None = None, code: str = "D1.1", level: int = 3, region: str = "44"
) -> TrainingWish:
    who = member or MemberFactory()
    wish = wishes.ask(who, in_force().by_code[code], level, region, now())
    db.session.commit()
    return wish


def people(town: tuple[str, str], code: str, *levels: int) -> list[Member]:
    """So many people of one organization there, each of whom declares a level."""
    region, department = town
    organization = OrganizationFactory(region_code=region, department_code=department)
    team = [MemberFactory(organization=organization) for _ in levels]
    for member, level in zip(team, levels, strict=True):
        says(member, code, level)
    return team


def openings_asking(count: int, code: str = "D1.1", level: int = 3, town: str = "54395") -> None:
    for _ in range(count):
        OpeningFactory(municipality_code=town, requirement_set=asking((code, level)))


def count_needs() -> None:
    needs.recount(now())
    db.session.commit()
