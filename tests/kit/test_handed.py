"""Rows handed to the database in one parameter: what it reads, and that it is compiled once."""

from __future__ import annotations

from sqlalchemy import func, select

from intranet.kit.db import db
from intranet.kit.handed import table_of

ROWS = [(7, 3, 0), (12, 4, 2), (40, 0, -1)]


def test_the_database_reads_the_numbers_that_were_handed() -> None:
    table = table_of("gap", ("item", "level", "mine"), ROWS)

    assert db.session.execute(select(table).order_by(table.c.item)).all() == ROWS
    higher = select(func.sum(table.c.level)).where(table.c.level > table.c.mine)
    assert db.session.scalar(higher) == 7


def test_no_row_is_an_empty_table() -> None:
    assert db.session.execute(select(table_of("mine", ("item",), []))).all() == []


def test_the_statement_is_the_same_whatever_the_rows_are() -> None:
    few, many = (
        select(table_of("mine", ("item",), [(n,) for n in range(size)])) for size in (1, 9)
    )

    keys = [query._generate_cache_key() for query in (few, many)]

    assert keys[0] is not None
    assert keys[0] == keys[1]
