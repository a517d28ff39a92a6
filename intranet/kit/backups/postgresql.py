"""PostgreSQL: one instant of it told table by table, and tables built beside, then put in place at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import URL, NullPool, create_engine

from intranet.kit.backups import sqlite
from intranet.kit.backups.archive import DATABASE, Archive, Writer
from intranet.kit.backups.schema import migrate
from intranet.kit.backups.snapshot import FILES, WORDS, Snapshot, compare
from intranet.kit.db import db

BESIDE = "being_restored"  # the schema where tables are built
TRIES = 10
TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1
"""
COLUMNS = """
    SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
SEQUENCES = """
    SELECT t.relname, a.attname, s.oid::regclass::text FROM pg_class s
    JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
    JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace ORDER BY 1, 2
"""
KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def connect(url: URL, schema: str = "") -> Connection[tuple[Any, ...]]:
    """A connection that writes instants of UTC and numbers whole, whatever the server prefers."""
    name = url.set(drivername="postgresql").render_as_string(hide_password=False)
    opened = psycopg.connect(name, autocommit=True)
    for setting in (
        "TimeZone = 'UTC'",
        "DateStyle = 'ISO'",
        "extra_float_digits = 1",
        "bytea_output = 'hex'",
    ):
        opened.execute(f"SET {setting}")
    if schema:
        opened.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    return opened


def files_named(url: URL) -> dict[str, str]:
    """The files that rows name now: how they are stored, how they were called."""
    with closing(connect(url)) as connection:
        return dict(connection.execute(FILES).fetchall())


@contextmanager
def snapshot(url: URL, _folder: Path) -> Iterator[Snapshot]:
    """A transaction that sees one instant, and every table in it by COPY: pg_dump is not needed."""
    with closing(connect(url)) as source:
        source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = [name for (name,) in source.execute(TABLES)]
        columns = {
            table: [
                [name, kind] for name, kind in source.execute(COLUMNS, (_quoted(source, table),))
            ]
            for table in tables
        }
        counts: dict[str, int] = {}
        [revision] = source.execute("SELECT version_num FROM alembic_version").fetchone() or [""]
        yield Snapshot(
            kind="postgresql",
            revision=revision,
            rows=counts,
            files=dict(source.execute(FILES).fetchall()),
            write=lambda writer: _write(writer, source, columns, counts),
            columns=columns,
            sequences=_sequences(source),
        )


def _quoted(connection: Connection[Any], name: str) -> str:
    return sql.Identifier(name).as_string(connection)


def _sequences(source: Connection[Any]) -> dict[str, int]:
    """How far each sequence went: numbers once given are not given again."""
    found = {}
    for table, column, sequence in source.execute(SEQUENCES).fetchall():
        last, called = source.execute(
            f"SELECT last_value, is_called FROM {sequence}"  # noqa: S608  as the server names it
        ).fetchone() or (1, False)
        found[f"{table}.{column}"] = last if called else last - 1
    return found


def _write(
    writer: Writer,
    source: Connection[Any],
    columns: dict[str, list[list[str]]],
    counts: dict[str, int],
) -> None:
    for table, told in columns.items():
        with writer.member(f"tables/{table}.copy") as member:
            with source.cursor().copy(_copying(table, told, "TO STDOUT")) as copy:
                for piece in copy:
                    member.write(piece)
            counts[table] = member.lines


def _copying(table: str, columns: list[list[str]], whither: str) -> sql.Composed:
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    return sql.SQL("COPY {} ({}) " + whither).format(sql.Identifier(table), names)


def rows_at(url: URL) -> int:
    """How many rows the database there holds."""
    with closing(connect(url)) as connection:
        found = counted(connection)
    found.pop("alembic_version", None)
    return sum(found.values())


def counted(connection: Connection[Any]) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        [found[table]] = connection.execute(asked).fetchone() or [0]
    return found


def build(archive: Archive, folder: Path, url: URL) -> None:
    """The tables of the archive, in a schema beside the one in use, as this version has them."""
    with closing(connect(url)) as admin:
        drop_beside(admin)
        admin.execute(f"CREATE SCHEMA {BESIDE}")
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"options": f"-csearch_path={BESIDE}"}
    )
    migrate(engine, archive.manifest.revision)
    with closing(connect(url, BESIDE)) as connection, connection.transaction():
        _fill(archive, connection, folder)
        compare(archive, counted(connection), "postgresql")
    migrate(engine)
    with closing(connect(url, BESIDE)) as connection:
        connection.execute("ANALYZE")


def drop_beside(admin: Connection[Any]) -> None:
    admin.execute(f"DROP SCHEMA IF EXISTS {BESIDE} CASCADE")


def _fill(archive: Archive, connection: Connection[Any], folder: Path) -> None:
    """All the rows. What would slow them down or refuse them comes back after, and checks them."""
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    keys = connection.execute(KEYS).fetchall()
    indexes = connection.execute(INDEXES).fetchall()
    for table, name, _ in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for table in tables:
        connection.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    everything = ", ".join(f'"{table}"' for table in tables if table != "alembic_version")
    connection.execute(f"TRUNCATE {everything}")
    load = _from_postgresql if archive.manifest.kind == "postgresql" else _from_sqlite
    load(archive, connection, folder)
    for _, definition in indexes:
        connection.execute(definition)
    for table, name, definition in keys:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in tables:
        connection.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    _go_on_counting(archive, connection)


def _from_postgresql(archive: Archive, connection: Connection[Any], _folder: Path) -> None:
    for table, columns in archive.manifest.columns.items():
        if table != "alembic_version":
            with connection.cursor().copy(_copying(table, columns, "FROM STDIN")) as copy:
                for piece in archive.pieces(f"tables/{table}.copy"):
                    copy.write(piece)


def _from_sqlite(archive: Archive, connection: Connection[Any], folder: Path) -> None:
    """What SQLite keeps is what COPY reads: 0 and 1 are booleans, instants are texts of UTC."""
    path = folder / DATABASE
    archive.take_out(DATABASE, path)
    with closing(sqlite.connect(path)) as source:
        for table in sqlite.tables_of(source):
            if table in {WORDS, "alembic_version"}:
                continue
            named = [[name, ""] for _, name, *_ in source.execute(f'PRAGMA table_info("{table}")')]
            with connection.cursor().copy(_copying(table, named, "FROM STDIN")) as copy:
                names = ", ".join(f'"{name}"' for name, _ in named)
                for row in source.execute(f'SELECT {names} FROM "{table}"'):  # noqa: S608  from its schema
                    copy.write_row(row)
    path.unlink()


def _go_on_counting(archive: Archive, connection: Connection[Any]) -> None:
    """The next number of each table comes after all that were given."""
    for table, column, sequence in connection.execute(SEQUENCES).fetchall():
        [most] = connection.execute(f'SELECT max("{column}") FROM "{table}"').fetchone() or [0]  # noqa: S608
        last = max(most or 0, archive.manifest.sequences.get(f"{table}.{column}", 0))
        connection.execute(
            "SELECT setval(%s::regclass, %s, %s)", (sequence, max(last, 1), last > 0)
        )


def take_place(url: URL) -> None:
    """Put the tables that were built in the place of those in use, in one transaction.

    Only the tables and functions of the site are touched: what else the schema holds stays. Where
    a page that is being read has one of them, it is waited for, and asked again.
    """
    with closing(connect(url)) as admin:
        [here] = admin.execute("SELECT current_schema()").fetchone() or ["public"]
        for last in range(TRIES):
            try:
                with admin.transaction():
                    _put_in_place(admin, here)
            except (DeadlockDetected, LockNotAvailable):
                if last == TRIES - 1:
                    raise
            else:
                return


def _put_in_place(admin: Connection[Any], here: str) -> None:
    schemas = {"here": sql.Identifier(here), "beside": sql.Identifier(BESIDE)}
    admin.execute("SET LOCAL lock_timeout = '5s'")
    old = {name for (name,) in admin.execute(TABLES)}
    admin.execute(f"SET LOCAL search_path = {BESIDE}")
    new = [name for (name,) in admin.execute(TABLES)]
    functions = [name for (name,) in admin.execute(FUNCTIONS)]
    gone = old & {*new, *db.metadata.tables}
    if gone:
        names = sql.SQL(", ").join(sql.Identifier(here, name) for name in sorted(gone))
        admin.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
        admin.execute(sql.SQL("DROP TABLE {} CASCADE").format(names))
    for function in functions:
        named = sql.SQL(function)  # as the server writes it
        admin.execute(
            sql.SQL("DROP FUNCTION IF EXISTS {here}.{named}").format(named=named, **schemas)
        )
        admin.execute(
            sql.SQL("ALTER FUNCTION {beside}.{named} SET SCHEMA {here}").format(
                named=named, **schemas
            )
        )
    for table in new:
        moved = sql.SQL("ALTER TABLE {beside}.{table} SET SCHEMA {here}")
        admin.execute(moved.format(table=sql.Identifier(table), **schemas))
    admin.execute(sql.SQL("DROP SCHEMA {beside}").format(**schemas))
