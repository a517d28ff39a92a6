"""The register of processings: what each column holds of people, read from `intranet/register.toml`.

The page that shows it, the archive of one’s own data and the erasing of an account all follow it, so
that a column without its line is the only way to forget one; and a test refuses that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import (
    JSON,
    ColumnElement,
    Table,
    and_,
    delete,
    false,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.schema import sort_tables_and_constraints

from intranet.kit.db import db

CLASSES = ("personal", "sensitive", "published", "link", "secret", "technical")
OF_A_PERSON = ("personal", "sensitive")
READ_AT_ONCE = 500
NO_ADDRESS = "adresse-retiree@invalid"


class Person(Protocol):
    """Whoever the rows are about."""

    id: Any
    email: Any
    event_key: Any


@dataclass(frozen=True)
class Purpose:
    """One processing, as article 30 asks that it be told."""

    name: str
    title: str
    purpose: str
    basis: str
    people: str
    recipients: str
    kept: str
    security: str


@dataclass(frozen=True)
class Line:
    """One table: the class of each column, how a row leads to its person, and what leaving does."""

    table: str
    purpose: str
    classes: Mapping[str, str]  # of each column
    title: str = ""
    of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    leaves: str = "kept"
    addresses: tuple[str, ...] = ()

    def of_class(self, *classes: str) -> list[str]:
        return [column for column, its in self.classes.items() if its in classes]


@dataclass(frozen=True)
class Register:
    """The whole page."""

    purposes: Mapping[str, Purpose]
    lines: Mapping[str, Line]
    words: Mapping[str, str]


@cache
def register() -> Register:
    """What the page says; it changes with the code alone."""
    read = tomllib.loads((Path(__file__).parent.parent / "register.toml").read_text("utf-8"))
    lines = {}
    for table, said in read["tables"].items():
        classes = {
            column: its for its in CLASSES for column in said.get(its, "").split()
        }  # a column named twice shows as a missing one elsewhere: see the test
        lines[table] = Line(
            table,
            said["purpose"],
            classes,
            said.get("title", ""),
            tuple(said.get("of", ())),
            tuple(said.get("also", "").split()),
            said.get("leaves", "kept"),
            tuple(said.get("addresses", "").split()),
        )
    purposes = {name: Purpose(name, **said) for name, said in read["purposes"].items()}
    return Register(purposes, lines, read["words"])


def table_of(name: str) -> Table:
    return db.metadata.tables[name]


def theirs(name: str, person: Person, *, also: bool = False) -> ColumnElement[bool]:
    """The rows of a table that are this person’s; with those that they wrote about others."""
    line = register().lines[name]
    paths = (*line.of, *(line.also if also else ()))
    return or_(false(), *(_leads_to(table_of(name), path, person) for path in paths))


def _leads_to(table: Table, path: str, person: Person) -> ColumnElement[bool]:
    if path.startswith("<"):
        named_by, column = path[1:].split(".")
        other = table_of(named_by)
        return table.c.id.in_(select(other.c[column]).where(theirs(named_by, person)))
    if path.endswith(">"):
        link = table.c[path[:-1]]
        parent = next(iter(link.foreign_keys)).column
        return link.in_(select(parent).where(theirs(parent.table.name, person)))
    column, _, value = path.partition("=")
    known = getattr(person, value or "id")
    same = table.c[column] == known
    return and_(same, table.c[column].is_not(None)) if known is not None else false()


def parts_of(person: Person) -> Iterator[tuple[Line, Iterator[dict[str, Any]]]]:
    """Each table that holds rows of this person, and those rows in French, a few at a time."""
    for name, line in register().lines.items():
        if line.of:
            yield line, _rows(name, person)


def _rows(name: str, person: Person) -> Iterator[dict[str, Any]]:
    line, table = register().lines[name], table_of(name)
    told = line.of_class("personal", "sensitive", "published", "technical", "link")
    query = select(*(table.c[column] for column in told)).where(theirs(name, person, also=True))
    query = query.order_by(*table.primary_key.columns)
    read = 0
    while rows := db.session.execute(query.limit(READ_AT_ONCE).offset(read)).all():
        read += len(rows)
        for row in rows:
            yield {
                word_of(column): _said(line, column, value, person)
                for column, value in zip(told, row, strict=True)
                if value not in (None, "", [], {})
            }


def word_of(column: str) -> str:
    """What the archive calls a column."""
    return register().words.get(column, column)


def _said(line: Line, column: str, value: Any, person: Person) -> Any:
    if line.classes[column] == "link":
        return "moi" if value == person.id else "une autre personne"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):  # a file that was imported: text, or a workbook
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str | int | float | bool | list | dict) else str(value)


def follow(person: Person, address: str) -> None:
    """What is theirs by their address alone is theirs by the new one too: to be carried, and erased."""
    for name, line in register().lines.items():
        for path in line.of:
            column, _, value = path.partition("=")
            if value == "email":
                held = update(table_of(name)).where(_leads_to(table_of(name), path, person))
                db.session.execute(held.values({column: address}))


def erase(person: Person) -> None:
    """What the register says of leaving, on every table: the last hand, after those of the domains."""
    lines = register().lines
    for name, line in lines.items():
        for column in line.addresses:
            typed = func.lower(table_of(name).c[column]) == person.email
            db.session.execute(update(table_of(name)).where(typed).values({column: NO_ADDRESS}))
    gone = [table_of(name) for name, line in lines.items() if line.of and line.leaves == "erased"]
    for name, line in lines.items():
        if line.of and line.leaves == "wiped" and line.of != ("id",):
            blank = {column: _blank(table_of(name), column) for column in _wiped(line)}
            if blank:
                db.session.execute(update(table_of(name)).where(theirs(name, person)).values(blank))
    sorted_tables: Any = sort_tables_and_constraints
    ordered = [table for table, _ in sorted_tables(gone) if table is not None]
    for table in reversed(ordered):
        db.session.execute(delete(table).where(theirs(table.name, person)))
    db.session.expire_all()


def _wiped(line: Line) -> list[str]:
    """The columns of words: dates, numbers and states say nothing once nobody is named beside them."""
    table = table_of(line.table)
    return [column for column in line.of_class(*OF_A_PERSON) if _is_said(table, column)]


def _is_said(table: Table, column: str) -> bool:
    kind = table.c[column].type
    return isinstance(kind, JSON) or (kind.python_type is str and not isinstance(kind, EnumColumn))


def _blank(table: Table, column: str) -> Any:
    """Nothing, in the way this column says it: what a state requires is there, and empty."""
    kind, default = table.c[column].type, table.c[column].default
    if not isinstance(kind, JSON):
        return ""
    if table.c[column].nullable:
        return null()
    return {} if getattr(getattr(default, "arg", None), "__name__", "") == "dict" else []
