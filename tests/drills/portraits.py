"""What a database holds, told without its numbers and its words: two histories that mean the same look the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Boolean, Column, Enum, Integer, Table, case, select

from intranet.kit.db import db
from intranet.kit.register import table_of

Portrait = dict[str, Counter[tuple[Any, ...]]]


def every_table() -> set[str]:
    return {table.name for table in db.metadata.sorted_tables}


def portrait(names: set[str]) -> Portrait:
    """The rows of these tables: their states, counts and answers, and which of the others they have."""
    return {name: rows(table_of(name)) for name in sorted(names & every_table())}


def rows(table: Table) -> Counter[tuple[Any, ...]]:
    told = [what(column) for column in table.columns]
    return Counter(tuple(row) for row in db.session.execute(select(*told)))


def what(column: Column[Any]) -> Any:
    """Its value where it is one of the trade; else whether it has one."""
    is_key = column.primary_key or column.foreign_keys
    if not is_key and isinstance(column.type, Boolean | Enum | Integer):
        return column.label(column.name)
    return case((column.is_(None), 0), else_=1).label(column.name)


def differences(one: Portrait, other: Portrait) -> list[str]:
    """Table by table, which rows the second has more of, and which it lacks."""
    return [
        f"{name}: {told(other[name] - one[name])} instead of {told(one[name] - other[name])}"
        for name in other
        if one[name] != other[name]
    ]


def told(counted: Counter[tuple[Any, ...]]) -> str:
    return ", ".join(f"{number} × {row}" for row, number in counted.items()) or "nothing"
