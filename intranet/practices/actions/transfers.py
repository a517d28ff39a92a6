"""A sheet passes to another structure: the referents of both accept, in whichever order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update

from intranet.kit import letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.organizations.models import Organization
from intranet.practices import queries
from intranet.practices.actions.locks import change
from intranet.practices.actions.publication import index
from intranet.practices.actions.weighing import weigh
from intranet.practices.models import (
    AlreadyDecided,
    ChangedMeanwhile,
    Practice,
    PracticeTransfer,
    Replication,
)


def ask_transfer(
    practice: Practice, taker: Organization, by: Member, at: datetime
) -> PracticeTransfer:
    """Begin: whoever asks accepts for their side; the referents of the other are told.

    Raises AlreadyDecided if another transfer is open.
    """
    if db.session.scalars(queries.transfer_of(practice)).first():
        raise AlreadyDecided
    assert practice.owner_id, "policy.may_transfer"
    asked = PracticeTransfer(
        practice_id=practice.id, giver_id=practice.owner_id, taker_id=taker.id, asked_by_id=by.id,
        given_by_id=by.id, given_at=at, created_at=at,
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    for to in every(queries.referents_of(taker.id)):
        _write("transfer_asked", to, asked, f"practice-transfer:{asked.id}:{to.id}")
    return asked


def accept_transfer(asked: PracticeTransfer, by: Member, at: datetime) -> None:
    """The other structure takes it: it answers for it from now on, and its contact is whoever took.

    Raises AlreadyDecided; ChangedMeanwhile while a revision is under way, which is the giver’s.
    """
    practice = asked.practice
    if practice.owner_id != asked.giver_id or practice.working_version_id:
        raise ChangedMeanwhile
    _close(asked, at, taken_by_id=by.id, taken_at=at)
    told = practice.contact
    change(
        practice, practice.lock_version, owner_id=asked.taker_id, contact_id=by.id,
        substitute_id=None, import_ref=None, orphaned_on=None, orphan_told=0,
        proposed_id=None, proposed_on=None,
    )  # fmt: skip
    own = (Replication.practice_id == practice.id, Replication.organization_id == asked.taker_id)
    db.session.execute(delete(Replication).where(*own))  # one does not reproduce oneself
    assert practice.published, "policy.may_transfer"
    index(practice, practice.published.sheet)
    weigh(practice)
    people = {person.id: person for person in _offering(asked)}
    if told and told.is_active:
        people[told.id] = told
    for to in people.values():
        _write("transferred", to, asked, f"practice-transferred:{asked.id}:{to.id}")


def refuse_transfer(asked: PracticeTransfer, by: Member, at: datetime) -> None:
    """Refused by one, which whoever offered it learns, or given up by the other. Raises AlreadyDecided."""
    _close(asked, at)
    if by.organization_id == asked.giver_id:
        return
    for to in _offering(asked):
        _write("transfer_refused", to, asked, f"practice-transfer-refused:{asked.id}:{to.id}")


def _close(asked: PracticeTransfer, at: datetime, **values: object) -> None:
    held = update(PracticeTransfer).where(
        PracticeTransfer.id == asked.id, PracticeTransfer.closed_at.is_(None)
    )
    if not changed_one(held.values(closed_at=at, **values)):
        raise AlreadyDecided
    db.session.expire(asked)


def _offering(asked: PracticeTransfer) -> Sequence[Member]:
    """Whoever offered it, while they work there; else the referents of that structure."""
    one = asked.asked_by
    there = one.is_active and one.organization_id == asked.giver_id
    return [one] if there else every(queries.referents_of(asked.giver_id))


def _write(letter: str, to: Member, asked: PracticeTransfer, key: str) -> None:
    letters.write(
        f"practices/{letter}", to.email, key=key, name=to.name, practice=asked.practice, asked=asked
    )
