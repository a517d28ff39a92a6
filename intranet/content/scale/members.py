"""Synthetic members, each attached to an organization, with what they declared of their levels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from intranet.competencies.models import Assessment, AssessmentKind, AssessmentState
from intranet.competencies.queries import in_force
from intranet.content.scale.rows import AT_ONCE, employers, first_free_id, write
from intranet.kit import search
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.portions import portions
from intranet.kit.search import Audience
from intranet.members.models import (
    Member,
    Membership,
    MembershipState,
    PeopleStamp,
    folded_name,
)

DECLARED = 25  # items a member has assessed
FIRST_NAMES = ("Camille", "Dominique", "Claude", "Maxime", "Sacha", "Charlie", "Louison", "Andrea")


def make(count: int, chance: Random) -> None:
    """So many developers; a third of them offer their help."""
    first, at = first_free_id(Member), now()
    people = range(first, first + count)
    hiring = employers()
    rows = [_member(number, at, chance) for number in people]
    write(Member, rows)
    for some in portions(rows, AT_ONCE):
        search.index_all([_entry(row) for row in some])
    first_membership = first_free_id(Membership)
    write(
        Membership,
        (
            {
                "id": first_membership + number - first,
                "member_id": number,
                "organization_id": chance.choice(hiring)[0],
                "job_title": "Développement économique",
                "state": MembershipState.ADMITTED,
                "started_on": (at - timedelta(days=chance.randrange(3000))).date(),
            }
            for number in people
        ),
    )
    write(Assessment, _levels(people, at, chance))
    PeopleStamp.change()


def _member(number: int, at: Any, chance: Random) -> dict[str, Any]:
    return {
        "id": number,
        "email": f"personne-{number}@volume.example",
        "name": (name := f"{chance.choice(FIRST_NAMES)} Volume {number}"),
        "folded": folded_name(name),
        "confirmed_at": at,
        "can_be_asked": chance.random() < 0.33,
        "is_listed": True,
        "is_demo": True,
    }


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "person",
        "object_id": row["id"],
        "title": row["name"],
        "address": f"/annuaire/personnes/{row['id']}",
        "summary": "Développement économique",
        "words": "",
        "ends_at": None,
        "audience": Audience.NETWORK,
    }


def _levels(people: range, at: Any, chance: Random) -> Iterator[dict[str, Any]]:
    catalogue = in_force()
    items = [item.competency_id for item in catalogue.assessable]
    number = db.session.scalar(select(Assessment.id).order_by(Assessment.id.desc()).limit(1)) or 0
    for member_id in people:
        for competency_id in chance.sample(items, min(DECLARED, len(items))):
            number += 1
            yield {
                "id": number,
                "member_id": member_id,
                "author_id": member_id,
                "competency_id": competency_id,
                "edition_id": catalogue.edition_id,
                "kind": AssessmentKind.SELF,
                "state": AssessmentState.LEVEL,
                "level": chance.choices(range(5), (1, 3, 4, 3, 1))[0],
                "offers_help": chance.random() < 0.1,
                "at": at - timedelta(days=chance.randrange(700)),
            }
