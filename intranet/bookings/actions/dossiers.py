"""The dossier of a meeting: opened from its model, done line by line with a proof; difficulties answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from intranet.bookings import queries
from intranet.bookings.actions.seats import hold
from intranet.bookings.models import (
    AWAITED,
    Bookable,
    ChecklistItem,
    ChecklistLine,
    Difficulty,
    DifficultyAlreadyAnswered,
    Registration,
    Subject,
)
from intranet.kit import letters
from intranet.kit.canonical import digest
from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.repeats import said_just_before
from intranet.members.models import Member
from intranet.organizations.models import Organization

OPENED_BEFORE = timedelta(days=45)  # before its first line is due


class TemplateChanged(Exception):
    """A colleague wrote another model since this one was read."""


@dataclass(frozen=True)
class TemplateLine:
    """One line of a model."""

    label: str
    offset_days: int
    is_after_end: bool = False
    indicator_number: int | None = None


def open_dossier(bookable: Bookable, subject: Subject, at: datetime) -> int:
    """Copy the model of whoever holds the meeting, once; how many lines."""
    hold(bookable.id, at)
    if not queries.without_dossier([bookable.id]):
        return 0
    lines = queries.template_of(subject.organizer_id)
    for line in lines:
        db.session.add(
            ChecklistItem(
                bookable_id=bookable.id,
                position=line.position,
                label=line.label,
                offset_days=line.offset_days,
                is_after_end=line.is_after_end,
                indicator_number=line.indicator_number,
            )
        )
    db.session.flush()
    return len(lines)


def open_dossiers_due(at: datetime) -> int:
    """Those of the meetings of the next weeks where somebody has a seat; how many. For `tick`."""
    found = queries.of_somebody(at, at + OPENED_BEFORE, *AWAITED)
    lacking = queries.without_dossier([one.id for one in found])
    subjects = queries.subjects_of(one for one in found if one.id in lacking)
    return sum(bool(open_dossier(one, subjects[one.id], at)) for one in found if one.id in lacking)


def tick_off(item: ChecklistItem, at: datetime, *, by: Member, evidence: Attachment | None) -> None:
    """It is done; its proof is kept with it, and a new one takes the place of the old."""
    item.done_at, item.done_by_id = item.done_at or at, item.done_by_id or by.id
    if evidence is not None:
        db.session.flush()
        item.evidence_id = evidence.id
    db.session.flush()


def untick(item: ChecklistItem) -> None:
    """It was not done after all; a proof stays."""
    item.done_at = item.done_by_id = None
    db.session.flush()


def write_template(organization_id: int, lines: Sequence[TemplateLine], *, seen: str) -> None:
    """The model of an organization, for the dossiers to come; no line gives back that of everybody.

    Raises TemplateChanged where a colleague wrote another since it was read (`seen`).
    """
    hold_row(Organization, organization_id)
    if stamp_of_template(queries.template_of(organization_id)) not in {
        seen,
        stamp_of_template(lines),
    }:
        raise TemplateChanged(organization_id)
    db.session.execute(
        delete(ChecklistLine).where(ChecklistLine.organization_id == organization_id)
    )
    for position, line in enumerate(lines, 1):
        db.session.add(
            ChecklistLine(organization_id=organization_id, position=position, **vars(line))
        )
    db.session.flush()


def stamp_of_template(lines: Iterable[TemplateLine | ChecklistLine]) -> str:
    """What a form holds of the model that it shows."""
    return digest(
        [(line.label, line.offset_days, line.is_after_end, line.indicator_number) for line in lines]
    )


def report(row: Registration, text: str, at: datetime, *, by: Member) -> Difficulty:
    """Somebody tells what went wrong; whoever holds the meeting is told that there is something to read.

    Sent again, it is what was told already.
    """
    hold_row(Member, by.id)
    theirs = select(Difficulty).filter_by(bookable_id=row.bookable_id, author_id=by.id)
    newest_first = theirs.order_by(Difficulty.id.desc())
    if known := said_just_before(newest_first, "created_at", at, text=text):
        return known
    made = Difficulty(bookable_id=row.bookable_id, author_id=by.id, text=text, created_at=at)
    db.session.add(made)
    db.session.flush()
    subject = queries.subject_of(row.bookable)
    for address in subject.told:
        letters.write(
            "bookings/difficulty", address, key=f"difficulty-{made.id}-{address}",
            subject=subject, path=f"/animer/difficultes/{row.bookable_id}",
        )  # fmt: skip
    return made


def answer_difficulty(
    found: Difficulty, words: str, improvement: str, at: datetime, *, by: Member
) -> None:
    """Answer it, once; what was changed after it may be said later. Raises DifficultyAlreadyAnswered."""
    if found.answered_at and found.answer == words:
        found.improvement = improvement
        db.session.flush()
        return
    taken = update(Difficulty).where(Difficulty.id == found.id, Difficulty.answered_at.is_(None))
    said = {"answer": words, "improvement": improvement, "answered_at": at, "answered_by_id": by.id}
    if not changed_one(taken.values(**said)):
        raise DifficultyAlreadyAnswered(found.id)
    db.session.refresh(found)
    if found.author and found.author.is_active:
        letters.write(
            "bookings/difficulty_answered", found.author.email, key=f"difficulty-{found.id}-answered",
            subject=queries.subject_of(found.bookable), found=found, by=by,
        )  # fmt: skip
