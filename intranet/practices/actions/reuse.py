"""« Nous l’avons reprise », « Utile », and the searches that found nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, literal, or_, select, update

from intranet.discussions.models import Verb
from intranet.kit import letters
from intranet.kit.conditional import changed_one, inserting
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices import queries
from intranet.practices.actions.news import tell
from intranet.practices.actions.truth import answering
from intranet.practices.actions.weighing import weigh
from intranet.practices.models import (
    COUNTED,
    REUSE_LABELS,
    ChangedMeanwhile,
    FruitlessSearch,
    Practice,
    Replication,
    ReuseStage,
    Useful,
)

SHORTEST_SEARCH = 4  # letters
LONG_NUMBER = re.compile(r"\d{6}")
MOST_WORDS_A_DAY = 1_000  # a robot that types anything fills no table


def tell_replication(
    practice: Practice, by: Member, said: Mapping[str, Any], at: datetime, *, lock: int
) -> Replication:
    """What the member’s structure says of its own: one line, whoever writes it. `lock` is that of
    the line that was read, 0 where there was none. Raises ChangedMeanwhile.
    """
    assert by.organization_id, "policy.may_reproduce"
    if lock:
        _change(practice, by, said, lock)
    else:
        _begin(practice, by, said)
    found = db.session.scalars(queries.replication_by(practice, by.organization_id)).one()
    db.session.refresh(found)
    weigh(practice)
    if found.stage in COUNTED:
        _tell_owner(practice, found)
        tell(practice, Verb.REPRODUCED, by, at, of=str(found.id), anchor="#reprises")
    return found


def _begin(practice: Practice, by: Member, said: Mapping[str, Any]) -> None:
    assert practice.published
    values = dict(said) | {
        "practice_id": practice.id,
        "organization_id": by.organization_id,
        "version_number": practice.published.number,
        "contact_id": by.id,
    }
    written = inserting(Replication).values(**values).on_conflict_do_nothing()
    if db.session.scalar(written.returning(Replication.id)) is None:
        raise ChangedMeanwhile


def _change(practice: Practice, by: Member, said: Mapping[str, Any], lock: int) -> None:
    held = update(Replication).where(
        Replication.practice_id == practice.id,
        Replication.organization_id == by.organization_id,
        Replication.lock_version == lock,
    )
    if not changed_one(held.values(**said, contact_id=by.id, lock_version=lock + 1)):
        raise ChangedMeanwhile


def take_back_replication(practice: Practice, by: Member) -> None:
    """It was said by mistake: nothing of it stays."""
    ours = delete(Replication).where(
        Replication.practice_id == practice.id,
        Replication.organization_id == by.organization_id,
    )
    db.session.execute(ours.execution_options(synchronize_session=False))
    weigh(practice)


def find_useful(practice: Practice, by: Member, at: datetime, *, useful: bool) -> None:
    """Said or unsaid; twice the same changes nothing."""
    if useful:
        values = {"practice_id": practice.id, "member_id": by.id, "at": at}
        db.session.execute(inserting(Useful).values(**values).on_conflict_do_nothing())
    else:
        found = delete(Useful).where(Useful.practice_id == practice.id, Useful.member_id == by.id)
        db.session.execute(found)


def note_fruitless(typed: str, on: date) -> None:
    """One more time that these words found nothing; never who asked.

    Left out: what is typed half-way, and what may name somebody.
    """
    words = " ".join(typed.lower().split())[:120]
    if len(words) < SHORTEST_SEARCH or "@" in words or LONG_NUMBER.search(words):
        return
    that_day = select(func.count()).where(FruitlessSearch.on == on).scalar_subquery()
    known = select(FruitlessSearch.words).where(
        FruitlessSearch.on == on, FruitlessSearch.words == words
    )
    row = select(literal(words), literal(on), literal(1))
    written = inserting(FruitlessSearch).from_select(
        ["words", "on", "times"], row.where(or_(that_day < MOST_WORDS_A_DAY, known.exists()))
    )
    db.session.execute(
        written.on_conflict_do_update(
            index_elements=["words", "on"], set_={"times": FruitlessSearch.times + 1}
        )
    )


def _tell_owner(practice: Practice, found: Replication) -> None:
    """A letter to whoever answers for the sheet first, once for each structure that goes to work."""
    for contact in answering(practice)[:1]:
        letters.write(
            "practices/reproduced",
            contact.email,
            key=f"practice-reproduced:{found.id}",
            name=contact.name,
            practice=practice,
            replication=found,
            stage=REUSE_LABELS[ReuseStage(found.stage)],
        )
