"""What was said of items that an edition changes is carried to those that take their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from intranet.competencies import queries
from intranet.competencies.carrying import Outcome, outcomes, received
from intranet.competencies.differences import Differences
from intranet.competencies.levels import NOT_ASSESSED
from intranet.competencies.models import (
    Assessment,
    AssessmentKind,
    Carrying,
    Competency,
    Edition,
    Revision,
    Succession,
)
from intranet.kit.db import db
from intranet.kit.portions import portions
from intranet.members.models import Member

AT_ONCE = 2_000  # members whose levels are read, then written, in one go


def migrate(before: Edition, after: Edition, found: Differences, at: datetime) -> None:
    """Write what became of each item, and carry the levels that this asks to confirm.

    What is pinned to an edition (openings, job profiles, courses) stays where it is.
    """
    told = outcomes(found)
    ids = _ids({one.before for one in told} | {one.after for one in told if one.after})
    successions = [
        {
            "from_edition_id": before.id,
            "to_edition_id": after.id,
            "from_competency_id": ids[one.before],
            "to_competency_id": ids[one.after] if one.after else None,
            "kind": one.kind,
            "carrying": one.carrying,
        }
        for one in told
    ]
    if successions:
        db.session.execute(insert(Succession), successions)
    _date_identities(before, after)
    _carry(_elders(told, ids), after, at)


def _ids(uuids: set[str]) -> dict[str, int]:
    rows = db.session.execute(
        select(Competency.uuid, Competency.id)
        .join(Revision, Revision.competency_id == Competency.id)
        .distinct()
    )
    return {uuid: competency_id for uuid, competency_id in rows if uuid in uuids}


def _date_identities(before: Edition, after: Edition) -> None:
    """An identity knows the edition that it came with, and the one that it left by."""
    here = select(Revision.competency_id).where(Revision.edition_id == after.id)
    there = select(Revision.competency_id).where(Revision.edition_id == before.id)
    ours = update(Competency).where(Competency.framework_id == after.framework_id)
    db.session.execute(
        ours.where(
            Competency.id.in_(here), Competency.id.not_in(there), Competency.created_in_id.is_(None)
        ).values(created_in_id=after.id)
    )
    db.session.execute(
        ours.where(Competency.id.in_(here), Competency.retired_in_id.is_not(None)).values(
            retired_in_id=None
        )
    )
    db.session.execute(
        ours.where(Competency.id.in_(there), Competency.id.not_in(here)).values(
            retired_in_id=after.id
        )
    )


def _elders(told: Sequence[Outcome], ids: Mapping[str, int]) -> dict[int, list[int]]:
    """For each item that takes a place, those that it takes the place of."""
    found: dict[int, list[int]] = {}
    for one in told:
        if one.after and one.carrying is Carrying.CONFIRM:
            found.setdefault(ids[one.after], []).append(ids[one.before])
    return found


def _carry(elders: Mapping[int, list[int]], after: Edition, at: datetime) -> None:
    """A few statements for some thousand members: never one a member."""
    items = queries.catalogue_of(after.id).items
    heirs = {heir: gone for heir, gone in elders.items() if items[heir].is_assessable}
    concerned = sorted({item for gone in heirs.values() for item in gone})
    said = select(Assessment.member_id).where(Assessment.competency_id.in_(concerned)).distinct()
    members = db.session.scalars(said.order_by(Assessment.member_id)).all()
    for some in portions(members, AT_ONCE):
        # Held until the commit: whoever erases their levels comes wholly before or wholly after.
        held = select(Member.id).where(Member.id.in_(some)).order_by(Member.id)
        db.session.execute(held.with_for_update(key_share=True))
        levels = queries.levels_of(some, at, only=concerned)
        rows = [
            {
                "member_id": member_id,
                "author_id": member_id,
                "competency_id": heir,
                "edition_id": after.id,
                "kind": AssessmentKind.SELF,
                "is_to_confirm": True,
                "at": at,
                **values,
            }
            for member_id in some
            for heir, values in _received(heirs, levels[member_id], items)
        ]
        if rows:
            db.session.execute(insert(Assessment), rows)


def _received(
    heirs: Mapping[int, list[int]],
    levels: Mapping[int, Any],
    items: Mapping[int, queries.Item],
) -> Iterator[tuple[int, dict[str, Any]]]:
    """What each item that takes a place receives from one member."""
    for heir, gone in heirs.items():
        item = items[heir]
        given = received(
            (levels.get(each, NOT_ASSESSED) for each in gone), item.level_min, item.level_max
        )
        if given:
            yield (
                heir,
                {"state": given.state, "level": given.level, "offers_help": given.offers_help},
            )
