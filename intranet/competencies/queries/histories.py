"""All that was ever said of a member’s levels, by them and by others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState
from intranet.competencies.queries.catalogue import Catalogue, Item, catalogue_of
from intranet.kit.db import db
from intranet.members.models import Member


@dataclass(frozen=True)
class Spoken:
    """One thing said of a level, and who said it."""

    id: int
    competency_id: int
    edition_id: int
    kind: AssessmentKind
    state: AssessmentState
    level: int | None
    interest: int | None
    offers_help: bool
    is_to_confirm: bool
    at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    author: str


def history_of(member_id: int) -> dict[int, list[Spoken]]:
    """For each item, what was said of the member’s level, the oldest first; in one statement."""
    rows = db.session.execute(
        select(
            Assessment.id,
            Assessment.competency_id,
            Assessment.edition_id,
            Assessment.kind,
            Assessment.state,
            Assessment.level,
            Assessment.interest,
            Assessment.offers_help,
            Assessment.is_to_confirm,
            Assessment.at,
            Assessment.expires_at,
            Assessment.revoked_at,
            Member.name.label("author"),
        )
        .join(Member, Member.id == Assessment.author_id)
        .where(Assessment.member_id == member_id)
        .order_by(Assessment.at, Assessment.id)
    ).mappings()
    found: dict[int, list[Spoken]] = {}
    for row in rows:
        found.setdefault(row["competency_id"], []).append(Spoken(**row))
    return found


def as_worded(catalogue: Catalogue, history: dict[int, list[Spoken]]) -> dict[int, Item]:
    """The items of a history: as an edition words them, else as the last edition that held them."""
    return {
        competency_id: item
        for competency_id, spoken in history.items()
        if (item := _worded(catalogue, competency_id, reversed(spoken)))
    }


def _worded(catalogue: Catalogue, competency_id: int, spoken: Iterable[Spoken]) -> Item | None:
    if competency_id in catalogue.items:
        return catalogue.items[competency_id]
    older = (catalogue_of(one.edition_id).items.get(competency_id) for one in spoken)
    return next((item for item in older if item), None)
