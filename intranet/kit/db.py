"""The one database handle, the base class of every table, and SQLite tuned for several processes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from flask import abort, g, has_app_context, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Pool,
    Select,
    TypeDecorator,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column, registry
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from intranet.kit.clock import now
from intranet.kit.statements import OneDatabase, let_keys_stay
from intranet.kit.writers import become_the_writer

T = TypeVar("T")

SOUND_FOR = 2.0  # seconds: a connection that rested less was not lost in between
# Milliseconds that whoever writes waits for those who write; and while nobody gets through, so
# that the threads of the server are left to those who read (docs/decisions/0037).
PATIENCE, SHORT_PATIENCE = 8_000, 1_000
ONLY_READS = "only_reads"  # of `g`: what could write, a form or a command, will not
WRITES_WITHIN = (
    "writes_within"  # of `g`: one that reads notes something, within so many milliseconds
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: always aware, always UTC, on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:
        """Read in one go, for each row has several; PostgreSQL tells them aware."""
        return _aware if dialect.name == "sqlite" else None


def _aware(written: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{written}+00:00") if written else None


NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Shared by every table: named constraints, aware instants, JSON for lists and mappings."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            list[str]: JSON,
            list[dict[str, Any]]: JSON,
            dict[str, Any]: JSON,
            # English values as plain text, so that adding one needs no migration
            StrEnum: EnumColumn(
                StrEnum,
                native_enum=False,
                length=40,
                values_callable=lambda enum: [member.value for member in enum],
            ),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"class_": OneDatabase, "autoflush": True})


if TYPE_CHECKING:

    class Model(Base):
        """A table of the house."""

        __abstract__ = True
else:
    Model = db.Model


let_keys_stay(Model)


@event.listens_for(Model, "init", propagate=True)
def start_with_defaults(target: Model, args: Any, kwargs: dict[str, Any]) -> None:
    """A new object has its plain defaults at once, not only when it is flushed."""
    for name, default in _plain_defaults(type(target)):
        kwargs.setdefault(name, default)


@cache
def _plain_defaults(model: type[Any]) -> tuple[tuple[str, Any], ...]:
    columns = inspect(model).columns
    plain = ScalarElementColumnDefault
    return tuple((one.key, one.default.arg) for one in columns if isinstance(one.default, plain))


class Dated:
    """When a row was first written, and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=98)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, sort_order=99)


@event.listens_for(Engine, "do_connect")
def open_what_exists(_dialect: Any, _record: Any, args: Any, _named: Any) -> None:
    """A page creates no database: one that was moved away would come back empty."""
    if has_request_context() and args and not os.path.exists(_path_of(args[0])):  # noqa: PTH110
        raise sqlite3.OperationalError("the file of the database is gone")


@event.listens_for(Engine, "connect")
def tune(connection: Any, record: Any) -> None:
    """Real transactions, foreign keys, readers beside one writer, and no lost commit.

    `synchronous=FULL` keeps an acknowledged write through a power cut (docs/decisions/0004). On
    PostgreSQL whoever waits for a lock waits no longer than on SQLite.
    """
    if not isinstance(connection, sqlite3.Connection):
        connection.execute(f"SET lock_timeout = {PATIENCE}")
        connection.commit()
        return
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {PATIENCE}",
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
        "cache_size = -2000",  # kB for each thread; the file is not mapped (docs/decisions/0042)
    ):
        connection.execute(f"PRAGMA {pragma}")
    record.info["file"] = _file_of(connection)


def _path_of(name: str) -> str:
    return name.removeprefix("file:").partition("?")[0]


def _file_of(connection: sqlite3.Connection) -> tuple[str, int, int] | None:
    """The file behind a connection, and which one it is; None where it is gone."""
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    return _as_it_is(path)


def _as_it_is(path: str) -> tuple[str, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  at each request: a Path costs more than the question
    except OSError:
        return None
    return path, found.st_dev, found.st_ino


@event.listens_for(Pool, "checkin")
def note_rest(connection: Any, record: Any) -> None:
    """From when a connection rests in the pool."""
    record.info["rests_since"] = monotonic()


@event.listens_for(Pool, "checkout")
def wake(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that may be lost is tried before it is used, and made anew where it is.

    One to PostgreSQL may be lost once it rested: to try it at each request, as `pool_pre_ping` does,
    costs a round trip even to those that never rest. One to SQLite is lost when another file took
    the place of its own: what is written to a file without a name is gone with it.
    """
    if isinstance(connection, sqlite3.Connection):
        file = record.info.get("file")
        if file is not None and _as_it_is(file[0]) != file:
            raise DisconnectionError
        return
    rested = monotonic() - record.info.get("rests_since", monotonic())
    if rested < SOUND_FOR:
        return
    try:
        connection.execute("SELECT 1")
        connection.commit()  # a rollback would forget what it prepared
    except Exception as lost:
        raise DisconnectionError from lost


_refused = Event()  # the writer's lock was not had in time, and nobody of this process had it since


@event.listens_for(Engine, "begin")
def begin_sqlite(connection: Connection) -> None:
    """Whoever may write takes the writer's lock first, so that no reader is refused half-way."""
    if connection.dialect.name != "sqlite":
        return
    if has_request_context() and WRITES_WITHIN in g:
        become_the_writer(connection, g.get(WRITES_WITHIN))
        return
    is_reading = has_request_context() and request.method in SAFE_METHODS
    if is_reading or (has_app_context() and g.get(ONLY_READS)):
        connection.exec_driver_sql("BEGIN")
        return
    short = _refused.is_set() and has_request_context()
    try:
        become_the_writer(connection, SHORT_PATIENCE if short else PATIENCE)
    except OperationalError:
        _refused.set()
        raise
    else:
        _refused.clear()


@contextmanager
def writing_within(patience: int) -> Iterator[None]:
    """In a request that reads, the transactions begun here may write, or are refused after so many
    milliseconds: begun as a reading, they would be refused at once while anybody else writes.
    """
    setattr(g, WRITES_WITHIN, patience)
    try:
        yield
    finally:
        g.pop(WRITES_WITHIN)


def only_read_on() -> None:
    """Give up what was being written, and the writer’s lock: what is left is to draw a page.

    Drawn in a transaction that may write, it would keep everybody else waiting.
    """
    db.session.rollback()
    setattr(g, ONLY_READS, True)


def one_or_404(query: Select[T]) -> T:
    """The one object that the reader may know of, else a 404."""
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        abort(404)
    return found


@cache
def again(model: type[T], named: str) -> type[T]:
    """A table a second time in a statement, under a name of its own there.

    One for all statements: its columns are put together once, which costs more than asking does.
    """
    return aliased(model, name=named)


def every(query: Select[T]) -> Sequence[T]:
    """All the objects of a query, in its order."""
    return db.session.scalars(query).unique().all()


def number_on_from(model: type[Model]) -> None:
    """After rows that bore their own numbers, the next one follows: PostgreSQL counted none of them."""
    if db.engine.dialect.name == "postgresql":
        [key] = inspect(model).primary_key
        sequence = func.pg_get_serial_sequence(model.__tablename__, key.name)
        db.session.execute(select(func.setval(sequence, func.max(key))))
