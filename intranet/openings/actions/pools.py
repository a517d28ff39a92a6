"""Being kept in mind by an employer (vivier): by agreement, for a time, and taken back at any time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from intranet.kit.clock import in_paris, months_after
from intranet.kit.db import db
from intranet.openings.models import JobApplication, Reminder, ReminderKind


def keep_in_mind(application: JobApplication, at: datetime, *, months: int) -> None:
    """For so many months from now; 0: no longer."""
    until = months_after(in_paris(at).date(), months)
    application.pool_until = until if months else None
    again = Reminder.kind == ReminderKind.POOL_ENDING, Reminder.subject_id == application.id
    db.session.execute(delete(Reminder).where(*again))
