"""Minor corrections: live at once, listed to the animator, taken back in one click."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from intranet.competencies.queries import in_force
from intranet.discussions.models import Verb
from intranet.kit import journal, letters
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.practices import queries
from intranet.practices.actions.locks import change
from intranet.practices.actions.news import tell
from intranet.practices.actions.publication import put_online
from intranet.practices.actions.saving import (
    answer_for,
    answers_of,
    note_author,
    verified_again,
    write_version,
)
from intranet.practices.models import (
    ChangedMeanwhile,
    NotMinor,
    Practice,
    PracticeVersion,
    Sheet,
    differing,
    why_not_minor,
)


def correct(
    practice: Practice,
    sheet: Sheet,
    by: Member,
    at: datetime,
    *,
    lock: int,
    kept: Mapping[str, Any] | None = None,
) -> bool:
    """Put a minor correction online: neither verified for that, nor are its opinions dropped. False
    where only who answers for it changed: no version says more, and no animator has one to read.

    Raises ChangedMeanwhile, NotMinor with the reason.
    """
    if practice.working_version_id or not practice.published:
        raise NotMinor("Une révision est en cours : soumettez-la à la relecture.")
    shown = queries.in_step(practice.published.sheet, in_force())
    answers = answers_of(practice) | dict(kept or {})
    if not differing(shown, sheet) and answers != answers_of(practice):
        answer_for(practice, lock, **answers)
        return False
    if reason := why_not_minor(shown, sheet):
        raise NotMinor(reason)
    change(practice, lock, **answers, **verified_again(practice, answers))
    version = _put(practice, sheet, by, at, note="correction mineure")
    note_author(practice, by)
    tell(practice, Verb.CORRECTED, by, at, of=f"v{version.number}")
    journal.note(Kind.PUBLISHED, by=by, about=practice, detail="minor")
    return True


def revert(version: PracticeVersion, by: Member, at: datetime) -> None:
    """Go back to what was online before, which whoever corrected it learns. Raises ChangedMeanwhile
    where something else is now.
    """
    practice = version.practice
    if practice.published_version_id != version.id or practice.working_version_id:
        raise ChangedMeanwhile
    before = db.session.scalars(
        select(PracticeVersion)
        .where(
            PracticeVersion.practice_id == practice.id,
            PracticeVersion.number < version.number,
            PracticeVersion.published_at.is_not(None),
        )
        .order_by(PracticeVersion.number.desc())
        .limit(1)
    ).one()
    check(version, by, at)
    change(practice, practice.lock_version)
    written = _put(practice, before.sheet, by, at, note=f"d’après v{before.number}")
    written.checked_at = at
    author = version.author
    if author and author.is_active and author.organization_id == practice.owner_id:
        letters.write(
            "practices/correction_reverted",
            author.email,
            key=f"practice-reverted:{version.id}:{author.id}",
            name=author.name,
            practice=practice,
            version=version,
            by=by.name,
        )


def check(version: PracticeVersion, by: Member, at: datetime) -> None:
    """An animator has read it. Raises ChangedMeanwhile if another did."""
    unread = update(PracticeVersion).where(
        PracticeVersion.id == version.id, PracticeVersion.checked_at.is_(None)
    )
    if not changed_one(unread.values(checked_at=at)):
        raise ChangedMeanwhile
    db.session.expire(version)
    journal.note(
        Kind.REVIEWED, by=by, concerns=version.author, about=version.practice, detail="minor"
    )


def _put(
    practice: Practice, sheet: Sheet, by: Member, at: datetime, *, note: str
) -> PracticeVersion:
    version = write_version(practice, sheet, by, at)
    version.is_minor, version.change_note = True, note
    put_online(practice, version, at, verified=False)
    return version
