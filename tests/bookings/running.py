"""Runs with their half-days, to come or just held."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from intranet.bookings.models import Bookable, Slot
from intranet.courses.models import Course, CourseRun
from intranet.kit.clock import today
from intranet.kit.db import db
from tests.courses.factories import CourseFactory, a_run

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


def hours_of(bookable: Bookable) -> list[str]:
    """The half-days of a meeting, on the clock of its place."""
    db.session.refresh(bookable)
    return [f"{slot.starts_local:%d/%m %H:%M}" for slot in bookable.slots]
