"""What members say of their levels is kept: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

from intranet.competencies import queries
from intranet.competencies.models import Assessment, AssessmentState, ErasedSince
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.members.models import Member


class Kept(Enum):
    """Not asked this time: what was said before holds."""

    KEPT = "kept"


KEPT = Kept.KEPT
Interest = int | Literal[Kept.KEPT] | None


@dataclass(frozen=True)
class Said:
    """What a member says of one item: a level, « sans objet », or that they take their answer back."""

    state: AssessmentState
    level: int | None = None
    offers_help: bool = False
    interest: Interest = KEPT

    def repeats(self, answer: queries.Answer) -> bool:
        """Whether it adds nothing: a level carried from another edition is confirmed by saying it."""
        same = (self.state, self.level, self.offers_help) == (
            answer.state,
            answer.level,
            answer.offers_help,
        )
        return same and self.interest in {KEPT, answer.interest} and not answer.is_to_confirm


def heed_erasure(member_id: int, known: int) -> None:
    """Before levels are written: the page being sent must know of the last erasure.

    The member’s row is held until the commit, so that erasing comes wholly before or wholly after.
    Raises ErasedSince.
    """
    hold_row(Member, member_id)
    if queries.last_erasure_of(member_id) != known:
        raise ErasedSince


def declare(
    member_id: int, competency_id: int, edition_id: int, said: Said, at: datetime
) -> Assessment | None:
    """Add what a member says of their own level; nothing where they said the same already."""
    known = queries.answers_of(member_id, only=competency_id).get(competency_id, queries.NO_ANSWER)
    if said.repeats(known):
        return None
    return _added(member_id, competency_id, edition_id, said, known, at)


def declare_all(
    member_id: int, edition_id: int, said: Mapping[int, Said], at: datetime
) -> list[Assessment]:
    """The same for several items, by their ids; all that was said before is read at once."""
    answers = queries.answers_of(member_id)
    known = {item: answers.get(item, queries.NO_ANSWER) for item in said}
    return [
        _added(member_id, item, edition_id, one, known[item], at)
        for item, one in said.items()
        if not one.repeats(known[item])
    ]


def confirm(
    member_id: int, edition_id: int, answer_ids: Collection[int], at: datetime
) -> list[Assessment]:
    """Say again what was said: a carried level is confirmed, the age of a level starts anew.

    `answer_ids` are assessments of the member. Only those that are still their last word are said
    again: whatever was answered since holds.
    """
    return [
        _added(
            member_id,
            item,
            edition_id,
            Said(answer.state, answer.level, answer.offers_help),
            answer,
            at,
        )
        for item, answer in queries.answers_of(member_id).items()
        if answer.is_given and answer.id in answer_ids
    ]


def _added(
    member_id: int,
    competency_id: int,
    edition_id: int,
    said: Said,
    known: queries.Answer,
    at: datetime,
) -> Assessment:
    added = Assessment(
        member_id=member_id,
        author_id=member_id,
        competency_id=competency_id,
        edition_id=edition_id,
        state=said.state,
        level=said.level,
        offers_help=said.offers_help,
        interest=known.interest if said.interest is KEPT else said.interest,
        at=at,
    )
    db.session.add(added)
    return added
