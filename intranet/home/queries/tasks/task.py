"""One line of « À faire », and how its kinds are asked: one look at them all, then those found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Exists, Select, exists, literal_column, select

from intranet.kit.clock import in_paris
from intranet.kit.db import db, every

T = TypeVar("T")
MOST = 12  # lines of one kind; the rest is behind the list they lead to


class Task(NamedTuple):
    """What awaits somebody, where, since when or until when; the oldest is done first."""

    label: str
    url: str
    since: datetime
    when: str | None = None
    tone: str | None = None
    queue: str | None = None  # the address of the list that it is one line of


def some(query: Select[T]) -> Sequence[T]:
    """As many as « À faire » tells of one kind."""
    return every(query.limit(MOST))


def rows(query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """As many, of what is found with something beside it."""
    return db.session.execute(query.limit(MOST)).unique().all()


class Kind(NamedTuple):
    """One kind of what may await: how it is asked, and what is told of what is found."""

    query: Select[*tuple[Any, ...]]
    tell: Callable[[Any, datetime], Iterable[Task]]
    read: Callable[[Any], Any] = some


def gathered(lines: Iterable[Task | Kind], at: datetime) -> Iterator[Task]:
    """The tasks of all these kinds, in their order.

    Hardly anything awaits most people: one statement says of which kinds there is any, and only
    these are read.
    """
    lines = list(lines)
    asked = [_any_of(line.query) for line in lines if isinstance(line, Kind)]
    there_is = iter(db.session.execute(select(*asked)).one() if asked else ())
    for line in lines:
        if isinstance(line, Task):
            yield line
        elif next(there_is):
            yield from line.tell(line.read(line.query), at)


def _any_of(query: Select[*tuple[Any, ...]]) -> Exists:
    bare: Select[int] = query.with_only_columns(literal_column("1"), maintain_column_froms=True)
    return exists(bare.order_by(None))


def noon(on: date, at: datetime) -> datetime:
    """What has a day and no hour stands among the others at its noon, in Paris."""
    return in_paris(at).replace(year=on.year, month=on.month, day=on.day, hour=12)
