"""The one function of every save: the form, its autosave, a submission, a restored version, a file.

First the lock, by a conditional UPDATE. Whoever comes second is joined to what the first wrote,
field by field; where both wrote in the same field, nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, select

from intranet.kit.clock import months_after
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices.actions.locks import change
from intranet.practices.models import (
    ChangedMeanwhile,
    Kind,
    Practice,
    PracticeVersion,
    SameFields,
    Sheet,
    SheetSave,
    SheetWriter,
    Told,
    cost_band,
    merged,
    practice_author,
    size_band,
)

ANSWERS = ("contact_id", "substitute_id", "review_cycle")  # of the practice, whatever its version
KEPT_FOR = timedelta(days=14)  # no form stays open longer


def save(
    practice: Practice,
    sheet: Sheet,
    author: Member,
    at: datetime,
    *,
    lock: int,
    base_id: int | None = None,
    kept: Mapping[str, Any] | None = None,
    joins: bool = True,
    note: str = "",
) -> Member | None:
    """Write the working version; `kept` are the answers that belong to no version: who answers for
    the sheet, how often it is verified. `lock` and `base_id` are those of the page it was written
    from. Returns whose text it was joined with, if somebody saved meanwhile.

    Raises SameFields where both changed the same ones; ChangedMeanwhile if it was submitted or
    decided, or if somebody saved and it may not be joined (`joins`).
    """
    if practice.submitted_at:
        raise ChangedMeanwhile
    asked = sheet.kept() | dict(kept or {})
    try:
        _write(practice, asked, author, at, lock=lock, note=note)
    except ChangedMeanwhile:
        if not joins or base_id is None:
            raise
    else:
        return None
    return _join(practice, asked, author, at, base=_base(practice, lock, base_id), note=note)


def _join(
    practice: Practice,
    asked: dict[str, Any],
    author: Member,
    at: datetime,
    *,
    base: dict[str, Any],
    note: str,
) -> Member | None:
    """Write what both meant, holding the row so that no third save comes between; whose text it met.

    Raises SameFields, ChangedMeanwhile.
    """
    hold_row(Practice, practice.id)
    db.session.expire(practice)
    if practice.submitted_at:
        raise ChangedMeanwhile
    by, theirs = practice.current.author, practice.current.sheet.kept() | answers_of(practice)
    found = merged(base, asked, theirs)
    if found.common:
        raise SameFields(found.common, found.values)
    _write(practice, found.values, author, at, lock=practice.lock_version, note=note)
    return by


def _write(
    practice: Practice, said: dict[str, Any], author: Member, at: datetime, *, lock: int, note: str
) -> None:
    """Raises ChangedMeanwhile."""
    sheet = Sheet.read(said)
    change(practice, lock, **{name: said[name] for name in ANSWERS if name in said})
    if practice.submitted_at:
        raise ChangedMeanwhile
    version = practice.working
    if version is None or version.is_sealed:
        version = write_version(practice, sheet, author, at)
        practice.working_version_id = version.id
    else:
        version.data, version.author_id, version.at = sheet.kept(), author.id, at
    version.change_note, practice.draft_told = note or version.change_note, 0
    if not practice.published_version_id:
        mirror(practice, sheet)
    note_author(practice, author)
    db.session.flush()
    keep_save(practice, sheet, author, at)
    db.session.expire(practice, ["working", "authors"])


def restore(
    practice: Practice, version: PracticeVersion, by: Member, at: datetime, *, lock: int
) -> None:
    """Begin again from an older version: a new one says « d’après v2 », and what was being written
    stays among the versions. Raises ChangedMeanwhile.
    """
    if practice.working and not practice.working.is_sealed:
        practice.working.sha256 = practice.working.sheet.sha256
    note = f"d’après v{version.number}"
    save(practice, version.sheet, by, at, lock=lock, note=note)


def answer_for(practice: Practice, lock: int, **answers: Any) -> None:
    """Say who answers for it: of the practice, not of a version. Raises ChangedMeanwhile."""
    again = verified_again(practice, answers)
    change(practice, lock, proposed_id=None, proposed_on=None, **answers, **again)


def verified_again(practice: Practice, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What another cycle changes: the day it is to verify, of which nothing was told yet."""
    if not practice.verified_on or answers.get("review_cycle") == practice.review_cycle:
        return {}
    day = months_after(practice.verified_on, answers["review_cycle"])
    return {"verify_on": day, "verify_told": Told.NOTHING}


def keep_save(practice: Practice, sheet: Sheet, author: Member | None, at: datetime) -> None:
    """What is written under the present lock, to merge from."""
    row = SheetSave(
        practice_id=practice.id,
        lock_version=practice.lock_version,
        data=sheet.kept(),
        answers=answers_of(practice),
        author_id=author.id if author else None,
        at=at,
    )
    db.session.add(row)
    db.session.flush()


def _base(practice: Practice, lock: int, base_id: int) -> dict[str, Any]:
    """What the page showed when it was opened: the save of its lock; else its sealed version."""
    kept = db.session.get(SheetSave, (practice.id, lock))
    if kept is not None:
        return Sheet.read(kept.data).kept() | kept.answers
    version = db.session.get(PracticeVersion, base_id)
    if version is None or version.practice_id != practice.id or not version.is_sealed:
        return {}
    return version.sheet.kept()


def answers_of(practice: Practice) -> dict[str, Any]:
    return {name: getattr(practice, name) for name in ANSWERS}


def is_there(practice: Practice, member: Member, at: datetime) -> None:
    """Note that a member has the form open, for the others to be told."""
    found = db.session.get(SheetWriter, (practice.id, member.id))
    if found is None:
        found = SheetWriter(practice_id=practice.id, member_id=member.id, seen_at=at)
        db.session.add(found)
    found.seen_at = at


def forget_saves(at: datetime) -> None:
    """Saves that no open form can come from any more, and who was there. For the tick."""
    db.session.execute(delete(SheetSave).where(SheetSave.at < at - KEPT_FOR))
    db.session.execute(delete(SheetWriter).where(SheetWriter.seen_at < at - timedelta(days=1)))


def write_version(
    practice: Practice, sheet: Sheet, author: Member | None, at: datetime
) -> PracticeVersion:
    last = max((version.number for version in practice.versions), default=0)
    version = PracticeVersion(
        practice=practice,
        number=last + 1,
        data=sheet.kept(),
        author_id=author.id if author else None,
        at=at,
    )
    db.session.add(version)
    db.session.flush()
    return version


def mirror(practice: Practice, sheet: Sheet) -> None:
    """What lists show and filter by is copied beside the pointers."""
    practice.title, practice.kind = sheet.title, Kind(sheet.kind)
    practice.territory_name = sheet.territory_name
    practice.region_code = sheet.region or None
    practice.department_code = sheet.department or None
    practice.started, practice.ended = sheet.started, sheet.ended
    practice.evidence = sheet.evidence.value
    practice.cost_band = cost_band(sheet)
    practice.has_documents = bool(sheet.documents)
    place = practice.owner or practice.described
    practice.size_band = size_band(sheet.population or (place.population if place else None))


def note_author(practice: Practice, author: Member) -> None:
    known = practice_author.c
    wrote = exists().where(known.practice_id == practice.id, known.member_id == author.id)
    if not db.session.scalar(select(wrote)):
        row = {"practice_id": practice.id, "member_id": author.id}
        db.session.execute(insert(practice_author).values(row))
