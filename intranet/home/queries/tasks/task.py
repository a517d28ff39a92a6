"""One line of « À faire », and what its kinds share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import Select

from intranet.kit.clock import in_paris
from intranet.kit.db import every

T = TypeVar("T")
MOST = 12  # lines of one kind; the rest is behind the list they lead to


class Task(NamedTuple):
    """What awaits somebody, where, since when or until when; the oldest is done first."""

    label: str
    url: str
    since: datetime
    when: str | None = None
    tone: str | None = None


def some(query: Select[T]) -> Sequence[T]:
    """As many as « À faire » tells of one kind."""
    return every(query.limit(MOST))


def noon(on: date, at: datetime) -> datetime:
    """What has a day and no hour stands among the others at its noon, in Paris."""
    return in_paris(at).replace(year=on.year, month=on.month, day=on.day, hour=12)
