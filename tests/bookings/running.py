"""Runs with their half-days, to come or just held."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from intranet.bookings import actions
from intranet.bookings.models import (
    Attendance,
    Bookable,
    ChecklistItem,
    Registration,
    Slot,
    SurveyAsked,
    SurveyKind,
)
from intranet.courses.models import Course, CourseRun
from intranet.kit import files
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.members.models import Member
from tests.courses.factories import CourseFactory, a_run
from tests.factories import MemberFactory
from tests.pdfs import PDF

MORNING, AFTERNOON = (9, 12.5), (14, 17.5)


def a_coming_run(
    course: Course | None = None, days: int = 20, lasts: int = 1, **given: Any
) -> CourseRun:
    """A run of two half-days a day, in so many days (past, where it is negative)."""
    trainer = given.pop("teacher", None)
    run = a_run(course or CourseFactory(), days, lasts, **given)
    first = datetime.combine(run.starts_on or today(), datetime.min.time())
    number = 0
    for day in range(lasts):
        for begins, ends in (MORNING, AFTERNOON):
            number += 1
            db.session.add(
                Slot(
                    bookable=run.bookable,
                    starts_local=first + timedelta(days=day, hours=begins),
                    ends_local=first + timedelta(days=day, hours=ends),
                    half_day_number=number,
                    trainer_id=trainer.id if trainer else None,
                )
            )
    db.session.commit()
    return run


def slot_names(run: CourseRun) -> dict[str, Any]:
    """What names a half-day in an address."""
    return {"bookable_id": run.id, "slot_id": run.bookable.slots[0].id}


def a_pass(run: CourseRun, member: Member) -> dict[str, Any]:
    """What names somebody at the door, and their own code."""
    made = actions.register(run.id, member, actions.Asked(), now(), by=member)
    db.session.commit()
    row = made.registration
    word = actions.path_of_pass(row).rpartition("/")[2]
    return slot_names(run) | {"uuid": row.uuid, "act": "arrivee", "word": word}


def hours_of(bookable: Bookable) -> list[str]:
    """The half-days of a meeting, on the clock of its place."""
    db.session.refresh(bookable)
    return [f"{slot.starts_local:%d/%m %H:%M}" for slot in bookable.slots]


def a_survey(run: CourseRun) -> dict[str, Any]:
    """What names a survey in the link of a letter."""
    asked = SurveyAsked(
        bookable_id=run.id, member_id=MemberFactory().id, kind=SurveyKind.HOT, key="essai", asked_at=now(), closes_at=now() + timedelta(days=30)
    )  # fmt: skip
    db.session.add(asked)
    db.session.commit()
    return {"word": actions.path_of_survey(asked).rpartition("/")[2]}


def a_line_with_proof(run: CourseRun) -> dict[str, Any]:
    """One thing to do for a run, done and proved."""
    kept = files.keep(FileStorage(io.BytesIO(PDF), "preuve.pdf"))
    item = ChecklistItem(bookable_id=run.id, label="Convoquer", offset_days=-15, done_at=now())
    item.evidence = kept
    db.session.add(item)
    db.session.commit()
    return {"bookable_id": run.id, "item_id": item.id}


def a_difficulty(row: Registration, by: Member) -> dict[str, Any]:
    """Something that somebody said to go wrong."""
    told = actions.report(row, "La salle était trop petite.", now(), by=by)
    db.session.commit()
    return {"bookable_id": row.bookable_id, "difficulty_id": told.id}


def lines() -> list[Attendance]:
    """All that was taken down, in the order it was."""
    db.session.expire_all()
    return list(db.session.scalars(select(Attendance).order_by(Attendance.id)))
