"""Writing rows by the thousand, with ids of our own, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import itemgetter
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Column, Dialect, Table, func, inspect, select

from intranet.kit.db import Model, db, number_on_from
from intranet.kit.portions import portions
from intranet.organizations.models import Kind, Organization
from intranet.places.models import Municipality

AT_ONCE = 2_000


def first_free_id(model: type[Model]) -> int:
    [key] = inspect(model).primary_key
    return (db.session.scalar(select(func.max(key))) or 0) + 1


def write(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows that bear their own ids, then let the sequence go on after them."""
    write_into(model.__table__, rows)  # type: ignore[arg-type]
    [key] = inspect(model).primary_key
    if key.name == "id":
        number_on_from(model)


def write_into(table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows that all say the same columns, the way each database takes many of them best.

    What the driver is given is made here once for all rows: SQLAlchemy would look at each of them
    for what it says, which takes several times as long as the database does.
    """
    waiting = iter(rows)
    if (first := next(waiting, None)) is None:
        return
    connection = db.session.connection()
    said = [column for column in table.columns if column.key in first]
    unsaid = [c for c in table.columns if c.key not in first and c.default is not None]
    values = _values(said, unsaid, chain([first], waiting), connection.dialect)
    quote = connection.dialect.identifier_preparer.quote
    names = [quote(column.name) for column in (*said, *unsaid)]
    into = f"{quote(table.name)} ({', '.join(names)})"
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
        return
    statement = f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})"  # noqa: S608  our own words
    for some in portions(values, AT_ONCE):
        connection.exec_driver_sql(statement, some)


def _values(
    said: list[Column[Any]],
    unsaid: list[Column[Any]],
    rows: Iterable[dict[str, Any]],
    dialect: Dialect,
) -> Iterator[tuple[Any, ...]]:
    """Of each row what it says, then the defaults of the other columns, as the driver reads them."""
    pick, defaults = itemgetter(*(column.key for column in said)), [_default(c) for c in unsaid]
    kept = [
        (place, process)
        for place, column in enumerate((*said, *unsaid))
        if (process := column.type.dialect_impl(dialect).bind_processor(dialect))
    ]
    for row in rows:
        values = [*pick(row), *(default() for default in defaults)]
        for place, process in kept:
            values[place] = process(values[place])
        yield tuple(values)


def _default(column: Column[Any]) -> Callable[[], Any]:
    """What a column holds where nothing is said."""
    default: Any = column.default
    return (lambda: default.arg) if default.is_scalar else (lambda: default.arg(None))


class Town(NamedTuple):
    """A commune where something synthetic takes place."""

    code: str
    name: str
    region_code: str
    department_code: str
    epci_siren: str | None
    latitude: float
    longitude: float
    precision: str


def towns(chance: Random, count: int) -> list[Town]:
    """As many communes, the larger the likelier: people work where people live."""
    columns = [getattr(Municipality, name) for name in Town._fields]
    query = select(*columns, Municipality.population).where(Municipality.latitude.is_not(None))
    known = db.session.execute(query.order_by(Municipality.code)).all()
    return [
        Town(*row[:-1])
        for row in chance.choices(known, weights=[row.population + 1 for row in known], k=count)
    ]


def employers() -> list[tuple[int, Kind]]:
    """The organizations that may hire, by id."""
    hiring = (Kind.EPCI, Kind.EPT, Kind.CCI, Kind.AGENCY, Kind.SEM)
    query = select(Organization.id, Organization.kind).where(Organization.kind.in_(hiring))
    return [(row.id, row.kind) for row in db.session.execute(query.order_by(Organization.id))]
