"""What awaits whoever looks after sheets: those that nobody verifies, or answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Select, func, select

from intranet.home.queries.tasks.task import Task, noon, some
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.kit.texts import plural, relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices
from intranet.practices.models import Practice


def awaiting(member: Member, at: datetime) -> Iterator[Task]:
    """Sheets that one is asked to answer for; for animators, how many of their regions are left."""
    on = in_paris(at).date()
    if member.is_admitted:
        for practice in some(practices.proposed_to(member)):
            label = f"Dire si vous répondez de la fiche « {practice.title} »"
            since = noon(practice.proposed_on or on, at)
            yield Task(
                label, f"/pratiques/{practice.slug}/contact", since, relative_day(since), None
            )
    if not member.is_animator:
        return
    count, since_on = _counted(practices.left_unverified(member, on), Practice.verify_on)
    if count:
        label = f"Relancer la vérification de {plural(count, 'fiche')}"
        yield Task(label, "/animer/pratiques/a-verifier", noon(since_on or on, at), None, "warn")
    count, since_on = _counted(practices.left_to_animators(member, on), Practice.orphaned_on)
    if count:
        label = f"Proposer qui répond de {plural(count, 'fiche')} sans contact"
        yield Task(label, "/animer/pratiques/sans-contact", noon(since_on or on, at), None, "warn")


def _counted(sheets: Select[Practice], dated: object) -> tuple[int, date | None]:
    """How many, and since which day."""
    found = sheets.order_by(None).with_only_columns(Practice.id, dated.label("dated")).subquery()  # type: ignore[attr-defined]
    count, first = db.session.execute(select(func.count(), func.min(found.c.dated))).one()
    return count, first
