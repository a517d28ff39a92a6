"""What awaits whoever looks after sheets: those that nobody verifies, or answers for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import Select, func, select

from intranet.home.queries.tasks.task import Kind, Task, noon
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.kit.texts import plural, relative_day
from intranet.members.models import Member
from intranet.practices import queries as practices
from intranet.practices.models import Practice


def awaiting(member: Member, at: datetime) -> Iterator[Kind]:
    """Sheets that one is asked to answer for; for animators, how many of their regions are left."""
    on = in_paris(at).date()
    if member.is_admitted:
        yield Kind(practices.proposed_to(member), _proposed)
    if member.is_animator:
        verified, orphaned = Practice.verify_on, Practice.orphaned_on
        yield Kind(practices.left_unverified(member, on), _unverified, partial(_counted, verified))
        yield Kind(practices.left_to_animators(member, on), _alone, partial(_counted, orphaned))


def _proposed(found: Sequence[Practice], at: datetime) -> Iterator[Task]:
    for practice in found:
        label = f"Dire si vous répondez de la fiche « {practice.title} »"
        since = noon(practice.proposed_on or in_paris(at).date(), at)
        yield Task(label, f"/pratiques/{practice.slug}/contact", since, relative_day(since))


def _unverified(found: tuple[int, date | None], at: datetime) -> Iterator[Task]:
    count, first = found
    label = f"Relancer la vérification de {plural(count, 'fiche')}"
    since = noon(first or in_paris(at).date(), at)
    yield Task(label, "/animer/pratiques/a-verifier", since, None, "warn")


def _alone(found: tuple[int, date | None], at: datetime) -> Iterator[Task]:
    count, first = found
    label = f"Proposer qui répond de {plural(count, 'fiche')} sans contact"
    since = noon(first or in_paris(at).date(), at)
    yield Task(label, "/animer/pratiques/sans-contact", since, None, "warn")


def _counted(dated: object, sheets: Select[Practice]) -> tuple[int, date | None]:
    """How many, and since which day."""
    found = sheets.order_by(None).with_only_columns(Practice.id, dated.label("dated")).subquery()  # type: ignore[attr-defined]
    count, first = db.session.execute(select(func.count(), func.min(found.c.dated))).one()
    return count, first
