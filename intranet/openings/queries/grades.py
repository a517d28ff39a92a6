"""The grades that live openings name, in their own words, and which of them somebody means."""

from __future__ import annotations

from datetime import datetime
from json import loads

from sqlalchemy import String, cast, select

from intranet.kit.db import db
from intranet.kit.texts import fold
from intranet.openings.models import Opening
from intranet.openings.queries.counting import kept, moment_of
from intranet.openings.queries.live import live

MOST_MEANT = 40  # of the grades that hold what was typed


def live_grades(at: datetime, moment: tuple[object, ...] | None) -> list[str]:
    """In alphabetical order; read once for a moment of the board (`moment_of`)."""
    return (
        _live_grades(at) if moment is None else kept(("grades", *moment), lambda: _live_grades(at))
    )


def grades_named(typed: str, at: datetime) -> tuple[str, ...]:
    """Those that hold every word typed: « attaché » means the principal one too."""
    words = fold(typed).split()
    meant = [
        grade
        for grade in live_grades(at, moment_of(at))
        if all(word in fold(grade) for word in words)
    ]
    return tuple(meant[:MOST_MEANT])


def _live_grades(at: datetime) -> list[str]:
    lists = db.session.scalars(select(cast(Opening.grades, String)).where(live(at)).distinct())
    return sorted({grade for listed in lists for grade in loads(listed)}, key=fold)
