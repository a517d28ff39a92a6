"""What use says of the referential: the items that many found not to be for their post."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import case, func, select

from intranet.competencies.models import Assessment, AssessmentState
from intranet.competencies.queries.said import ranked_answers
from intranet.kit.db import db

FEWEST_ANSWERS = 10  # below, a share would tell of people rather than of the item
MANY = Fraction(1, 5)


@dataclass(frozen=True)
class Unfit:
    """An item, how many answered on it, and how many of them said « sans objet »."""

    competency_id: int
    answers: int
    unfit: int


def found_unfit() -> list[Unfit]:
    """The items on which one answer in five, at least, is « sans objet »; the most so first.

    The last answer of each member counts, and an answer taken back is none.
    """
    said = ranked_answers(Assessment.competency_id, Assessment.state).subquery()
    unfit = func.sum(case((said.c.state == AssessmentState.NOT_APPLICABLE, 1), else_=0))
    answers = func.count()
    rows = db.session.execute(
        select(said.c.competency_id, answers, unfit)
        .where(said.c.rank == 1, said.c.state != AssessmentState.CLEARED)
        .group_by(said.c.competency_id)
        .having(answers >= FEWEST_ANSWERS, unfit * MANY.denominator >= answers * MANY.numerator)
    )
    found = [Unfit(row[0], row[1], row[2]) for row in rows]
    return sorted(found, key=lambda one: (Fraction(-one.unfit, one.answers), one.competency_id))
