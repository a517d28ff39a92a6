"""Where the words of people are in the database: the columns that hold some, and the prose of those in JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, select, update
from sqlalchemy.exc import IntegrityError

from intranet.kit.db import db
from intranet.kit.stamps import Stamp

# What the site itself writes there, and reads again: not words.
TECHNICAL = re.compile(
    r"(?:hash|digest|email|url|slug|code|uuid|siren|siret|key|token|uri|mime|kind|scheme|language|tz|nonce"
    r"|secret|link|query|stored_as|serial|ref|reference|identifier|ics_uid|topic|type|key|version|number|stem"
    r"|head|tail|folded|vocabulary_version|source_date|date|section|field|word|credential_id|time)s?$"
)
NOT_THEIRS = re.compile(r"^(?:region|department|municipality|employment_area|letter|attachment|sign_in|attempt|search|alembic)")  # fmt: skip
Say = Callable[[int, int], str]  # the words of a place, by its rank and its length at most


def holds_words(column: Column[Any]) -> bool:
    is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
    own = column.unique or column.primary_key or column.foreign_keys
    return is_text and not own and not TECHNICAL.search(column.name)


def columns_of_words(table: Table) -> list[Column[Any]]:
    """Those of a table, in JSON or not."""
    return [each for each in table.columns if holds_words(each) or isinstance(each.type, JSON)]


def with_prose_replaced(value: Any, said: Callable[[], str]) -> Any:
    """What has blanks in it was written by somebody; the rest are words of the site."""
    if isinstance(value, dict):
        return {name: with_prose_replaced(each, said) for name, each in value.items()}
    if isinstance(value, list):
        return [with_prose_replaced(each, said) for each in value]
    return said() if isinstance(value, str) and " " in value else value


def write_everywhere(say: Say, first: int = 0) -> int:
    """Write words past the forms, in every column that holds some; how many columns."""
    written = 0
    for table in db.metadata.sorted_tables:
        if NOT_THEIRS.match(table.name):
            continue
        for column in table.columns:
            if holds_words(column):
                said = say(first + written, column.type.length or 6_000)  # type: ignore[attr-defined]
                words = update(table).where(column != "").values({column.name: said})
                with suppress(IntegrityError), db.session.begin_nested():  # some are sealed
                    written += bool(db.session.execute(words).rowcount)  # type: ignore[attr-defined]
            elif isinstance(column.type, JSON):
                written += _write_in_json(table, column, say, first + written)
    for (
        told
    ) in Stamp.__subclasses__():  # as whoever writes there does: nothing is kept of it afterwards
        told.change()
    db.session.expire_all()
    db.session.commit()
    return written


def _write_in_json(table: Table, column: Column[Any], say: Say, rank: int) -> int:
    [key] = list(table.primary_key.columns)[:1]
    rows = db.session.execute(select(key, column).where(column.is_not(None))).all()
    for row_key, value in rows:
        told = with_prose_replaced(value, one_after_the_other(say, rank))
        if told != value:
            words = update(table).where(key == row_key).values({column.name: told})
            with suppress(IntegrityError), db.session.begin_nested():
                db.session.execute(words)
    return bool(rows)


def one_after_the_other(say: Say, rank: int) -> Callable[[], str]:
    ranks = count(rank)
    return lambda: say(next(ranks), 3_000)
