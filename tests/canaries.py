"""A word of its own in every column that the register calls somebody’s: to be found, or to be gone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Table,
    Uuid,
    insert,
    select,
    update,
)

from intranet.kit.db import UtcDateTime, db
from intranet.kit.register import Line, register, table_of
from intranet.members.models import Member

# What a state or a constraint asks for beside what any column can take.
SOME = object()  # any row of what the column names
GIVEN: dict[str, dict[str, Any]] = {
    "assessment": {"level": 2, "kind": "peer"},
    "job_application": {  # read once, unlike a draft
        "state": "withdrawn",
        "submitted_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
        "decided_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
    },
    "membership": {"state": "withdrawn"},
    "opening": {"positions": 1},
    "plan": {"job_profile_id": SOME},
    "plan_step": {"state": "set_aside"},
    "practice": {"is_starting": True},
    "proposal": {"operation": "add"},
    "registration": {
        "guest_name": "",
        "state": "cancelled",
        "cancelled_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
    },  # a member is no guest
    "registration_group": {"seats": 2},
    "replication": {"year": 2024},
    "single_use_link": {"purpose": "nothing"},
    "slot": {"starts_local": datetime(2026, 11, 2, 9), "ends_local": datetime(2026, 11, 2, 12)},
    "talk": {"minutes": 30},
}
LAST_PATH = {"pair"}  # of two people, the one with the greater number
NUMBERS = count(100)  # of versions and the like, each once
Words = dict[tuple[str, str], str]


def plant(member: Member, *classes: str) -> Words:
    """A row of this member in each table of the register, with a canary in each column of these classes."""
    words: Words = {}
    made: dict[str, Any] = {}
    for name, line in register().lines.items():
        if line.of and name not in {"member", "security_event"}:
            _row(line, member, classes, words, made)
    own = {column: _word(words, "member", column) for column in ("name", "about")}
    db.session.execute(
        update(table_of("member")).where(table_of("member").c.id == member.id).values(own)
    )
    db.session.commit()
    db.session.expire_all()
    return words


def _word(words: Words, table: str, column: str) -> str:
    return words.setdefault((table, column), f"canari{uuid4().hex[:12]}")


def _row(
    line: Line, member: Member, classes: tuple[str, ...], words: Words, made: dict[str, Any]
) -> Any:
    if line.table in made:
        return made[line.table]
    table, given = table_of(line.table), dict(GIVEN.get(line.table, {}))
    path = line.of[-1 if line.table in LAST_PATH else 0]
    if path.startswith("<"):
        named_by, column = path[1:].split(".")
    elif path.endswith(">"):
        parent = next(iter(table.c[path[:-1]].foreign_keys)).column
        given[path[:-1]] = _row(register().lines[parent.table.name], member, classes, words, made)
    else:
        column, _, value = path.partition("=")
        given[column] = getattr(member, value or "id")
    for column in line.of_class(*classes):
        is_free = not table.c[column].foreign_keys and not isinstance(table.c[column].type, Enum)
        if column not in given and is_free:
            kind = table.c[column].type
            if isinstance(kind, JSON):
                word = _word(words, line.table, column)
                given[column] = [word] if _is_list(table, column) else {"mot": word}
            elif kind.python_type is str:
                given[column] = _word(words, line.table, column)
    made[line.table] = _insert(table, given)
    if path.startswith("<"):
        other = table_of(named_by)
        _row(register().lines[named_by], member, classes, words, made)
        mine = other.c.id == made[named_by]
        db.session.execute(update(other).where(mine).values({path.split(".")[1]: made[line.table]}))
    return made[line.table]


def _is_list(table: Table, column: str) -> bool:
    default: Any = table.c[column].default
    return getattr(getattr(default, "arg", None), "__name__", "") == "list"


def _insert(table: Table, given: dict[str, Any]) -> Any:
    """A row with what is given, and the least that its columns ask for."""
    values = dict(given)
    for column in table.columns:
        asked = not column.nullable and column.default is None and column.server_default is None
        if values.get(column.name) is not SOME and (column.name in values or not asked):
            continue
        if column.foreign_keys:
            values[column.name] = _some(next(iter(column.foreign_keys)).column)
        elif column is not table.autoincrement_column:
            is_number = column.name == "number" and isinstance(column.type, Integer)
            values[column.name] = next(NUMBERS) if is_number else _least(column.type)
    done = db.session.execute(insert(table).values(values))
    key = done.inserted_primary_key
    return key[0] if key else None


def _some(column: Any) -> Any:
    """Any row there is, else a new one."""
    found = db.session.scalar(select(column).order_by(column).limit(1))
    return found if found is not None else _insert(column.table, GIVEN.get(column.table.name, {}))


def _least(kind: Any) -> Any:
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or kind.enums))
    plain = (
        (LargeBinary, b"x"),
        (Boolean, False),
        (JSON, {}),
        (Integer | Float, 1),
        (Date, date(2026, 11, 2)),
        (DateTime | UtcDateTime, datetime(2026, 11, 2, 9, tzinfo=UTC)),
        (Uuid, uuid4()),
    )
    word = uuid4().hex[: getattr(kind, "length", None)]
    return next((value for kinds, value in plain if isinstance(kind, kinds)), word)
