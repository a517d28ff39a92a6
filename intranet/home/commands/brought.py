"""Files that people brought to import what they hold: how long they are kept, applied or not.

Each domain keeps its own between preview and use, with what they said and did; their bytes are in
the database, so that a row that goes leaves nothing in the storage.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from intranet.competencies.models import ImportedFile
from intranet.courses.models import CourseFile
from intranet.kit.db import db
from intranet.openings.models import OpeningImport
from intranet.practices.models import SheetBatch, SheetLine

# Applied, a file can be taken back, and says what its lines wrote. An opening is online a year at
# most: past it nothing is left to take back, and the journal forgets who brought what as well.
APPLIED_MONTHS = 12
# Read and never applied, it serves nobody; whoever still wants it sends it again.
WAITING = timedelta(days=30)
MODELS: tuple[Any, ...] = (ImportedFile, CourseFile, OpeningImport, SheetBatch)
Old = Callable[[Any], ColumnElement[bool]]


def applied_before(then: datetime) -> Old:
    return lambda model: model.applied_at < then


def unapplied_since(then: datetime) -> Old:
    return lambda model: model.applied_at.is_(None) & (model.created_at < then)


def count(old: Old) -> int:
    return sum(
        db.session.scalar(select(func.count()).select_from(model).where(old(model))) or 0
        for model in MODELS
    )


def forget(old: Old) -> int:
    """Take them away, with their lines; how many went."""
    return sum(_forget(model, old(model)) for model in MODELS)


def _forget(model: Any, old: ColumnElement[bool]) -> int:
    """Held first: one that somebody applies at this instant stays whole."""
    ids = list(db.session.scalars(select(model.id).where(old).with_for_update()))
    if model is SheetBatch:
        db.session.execute(delete(SheetLine).where(SheetLine.batch_id.in_(ids)))
    db.session.execute(delete(model).where(model.id.in_(ids)))
    return len(ids)
