"""Rows of whole numbers handed to the database in one parameter, as a table.

`VALUES` would do, but a statement that holds some is compiled anew each time: 12 ms for the largest.
Here its text is the same whatever the rows are, so that it is compiled once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CTE, JSON, bindparam, column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class each_of(GenericFunction[Any]):  # noqa: N801  a function of SQL: its name is in small letters
    """The elements of a JSON list, one a row; each database has its own word for it."""

    inherit_cache = True


@compiles(each_of, "sqlite")
def _on_sqlite(element: each_of, compiler: Any, **kwargs: Any) -> str:
    return f"json_each{compiler.function_argspec(element, **kwargs)}"


@compiles(each_of, "postgresql")
def _on_postgresql(element: each_of, compiler: Any, **kwargs: Any) -> str:
    return f"json_array_elements{compiler.function_argspec(element, **kwargs)}"


def table_of(name: str, columns: Sequence[str], rows: Iterable[Sequence[int]]) -> CTE:
    """The rows under these names; read once, so that it may be joined to many."""
    given = bindparam(None, [list(row) for row in rows], type_=JSON)
    each = each_of(given).table_valued(column("value", JSON))
    cells = (each.c.value[place].as_integer().label(said) for place, said in enumerate(columns))
    return select(*cells).cte(name).prefix_with("MATERIALIZED")
