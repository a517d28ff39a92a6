"""How many people answer a need, of those who agreed to be counted: a number, never anybody."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import case, func, select

from intranet.competencies.coverage import Count
from intranet.competencies.models import Assessment, Need, Requirement
from intranet.competencies.queries.fit import TWELFTHS
from intranet.competencies.queries.said import ranked_answers
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.members.queries import counted_for

TENTHS_COVERED = 7  # of what is required, by weight: seven tenths, as candidates are told


def covering(asked: Iterable[Requirement], region_code: str, employer_id: int) -> Count:
    """Of those counted in a region: how many cover seven tenths of what is required, all that is
    mandatory included, by the levels they declare. What they said nothing of counts nothing.

    One statement. `employer_id`: who asks; whoever hides from their own employer is not counted.
    """
    required = [each for each in asked if each.need is Need.REQUIRED]
    weight = sum(each.weight for each in required)
    if not weight:
        return Count()
    last = ranked_answers(
        Assessment.member_id,
        Assessment.competency_id,
        Assessment.level,
        about=(Assessment.competency_id.in_([each.competency_id for each in required]),),
    ).subquery("last")
    level = func.coalesce(last.c.level, 0)
    reached = case(
        *(
            (
                last.c.competency_id == each.competency_id,
                each.weight
                * (TWELFTHS // each.level)
                * case((level < each.level, level), else_=each.level),
            )
            for each in required
        ),
        else_=0,
    )
    needed = [each for each in required if each.is_mandatory]
    held = [(last.c.competency_id == each.competency_id) & (level >= each.level) for each in needed]
    mandatory = case(*((one, 1) for one in held), else_=0) if held else last.c.competency_id * 0
    people = (
        select(
            Member.id,
            func.coalesce(func.sum(reached), 0).label("twelfths"),
            func.coalesce(func.sum(mandatory), 0).label("mandatory"),
        )
        .select_from(Member)
        .outerjoin(last, (last.c.member_id == Member.id) & (last.c.rank == 1))
        .where(counted_for(region_code, employer_id))
        .group_by(Member.id)
        .subquery("people")
    )
    enough = (10 * people.c.twelfths >= TENTHS_COVERED * TWELFTHS * weight) & (
        people.c.mandatory >= len(needed)
    )
    counted = select(func.count(), func.coalesce(func.sum(case((enough, 1), else_=0)), 0))
    everybody, holders = db.session.execute(counted.select_from(people)).one()
    return Count(assessed=everybody, holders=holders)
