"""SQLite: a copy made by VACUUM INTO, brought back page by page into the file that the site has open."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine

from intranet.kit.backups import rows
from intranet.kit.backups.archive import DATABASE, Archive, BadArchive, Writer
from intranet.kit.backups.schema import migrate
from intranet.kit.backups.snapshot import FILES, WORDS, CannotBackUp, Snapshot, compare
from intranet.kit.storage.disk import remember_names
from intranet.kit.texts import number

PATIENCE = 30.0  # seconds
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
ASIDE = ".illisible"  # what is added to the name of a database that cannot be read


def connect(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def files_named(url: URL) -> dict[str, str]:
    """The files that rows name now: how they are stored, how they were called. Raises CannotBackUp."""
    if not Path(str(url.database)).exists():
        raise CannotBackUp("Il n’y a pas de base à cet endroit.")
    with closing(connect(str(url.database))) as connection:
        return dict(connection.execute(FILES).fetchall())


@contextmanager
def snapshot(url: URL, folder: Path) -> Iterator[Snapshot]:
    """A copy of the database, alone in its folder, found sound.

    `VACUUM INTO` reads one state of the database while others write, and copies no byte of what
    was deleted. Copying the file itself loses what stands in the WAL, and says nothing of it.
    Raises CannotBackUp.
    """
    path = folder / DATABASE
    with closing(connect(str(url.database))) as source:
        if source.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise CannotBackUp("La base est abîmée : « PRAGMA integrity_check » dit où.")
        path.unlink(missing_ok=True)
        source.execute("VACUUM INTO ?", (str(path),))
    with closing(connect(path)) as copy:
        if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise CannotBackUp("La copie de la base n’est pas saine : recommencez.")
        taken = Snapshot(
            kind="sqlite",
            revision=copy.execute("SELECT version_num FROM alembic_version").fetchone()[0],
            rows=counted(copy),
            files=dict(copy.execute(FILES).fetchall()),
            write=lambda writer: _write(writer, path),
            violations=len(copy.execute("PRAGMA foreign_key_check").fetchall()),
        )
    yield taken
    path.unlink()


def _write(writer: Writer, path: Path) -> None:
    with path.open("rb") as file:
        writer.put(DATABASE, file)


def counted(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608  from the schema
        for table in tables_of(connection)
    }


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The tables of the site: neither those of SQLite, nor those behind the index of words."""
    known = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in known if not name.startswith(("sqlite_", f"{WORDS}_"))]


def rows_at(url: URL) -> int:
    """How many rows the database there holds; none where there is no database."""
    path = Path(str(url.database))
    if not path.exists():
        return 0
    with closing(connect(path)) as connection:
        found = counted(connection)
    found.pop("alembic_version", None)
    return sum(found.values())


def build(archive: Archive, path: Path) -> None:
    """The database of the archive, in a file beside the one in use, under the tables of this version."""
    kind, revision = archive.manifest.kind, archive.manifest.revision
    for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        old.unlink(missing_ok=True)
    if kind == "sqlite":
        archive.take_out(DATABASE, path)
    else:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    if kind != "sqlite":
        migrate(engine, revision)
        with closing(connect(path)) as connection:
            _fill(archive, connection)
    with closing(connect(path)) as connection:
        compare(archive, counted(connection), "sqlite")
    migrate(engine)
    with closing(connect(path)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise BadArchive("La base de cette sauvegarde n’est pas saine.")
        violations = len(connection.execute("PRAGMA foreign_key_check").fetchall())
        if violations > archive.manifest.violations:
            raise BadArchive(
                f"Lignes qui en nomment d’autres qui n’existent pas : {number(violations)}."
            )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill(archive: Archive, connection: sqlite3.Connection) -> None:
    """The rows of a PostgreSQL archive. What would slow them down or refuse them comes back after."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    aside = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in aside:
        connection.execute(f'DROP {kind} "{name}"')
    for table, columns in archive.manifest.columns.items():
        if table in {WORDS, "alembic_version"}:
            continue
        connection.execute(f'DELETE FROM "{table}"')  # noqa: S608  a member of a manifest that was checked
        names = ", ".join(f'"{name}"' for name, _ in columns)
        marks = ", ".join("?" * len(columns))
        told = rows.read(archive.lines(f"tables/{table}.copy"), [kind for _, kind in columns])
        connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', told)  # noqa: S608
    for *_, sql in aside:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def take_place(path: Path, url: URL) -> None:
    """Make it the database of the site, at once and for everybody.

    Where there is one already, its pages are written over in one transaction: those who read go on
    with what they read, those who write are put off meanwhile, and a cut leaves what was there. A
    file put in its place instead would be unknown, for a while, to those who have the other one open; it
    is only done for a database that cannot be read, which is kept aside.
    """
    there = Path(str(url.database))
    with closing(connect(path)) as new:
        new.execute("PRAGMA journal_mode = DELETE")
        if there.exists():
            try:
                _write_over(there, new)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in BROKEN:
                    raise
            else:
                return
    for end in ("", "-wal", "-shm"):
        old = Path(f"{there}{end}")
        if old.exists():
            old.replace(f"{there}{ASIDE}{end}")
    path.replace(there)
    remember_names(there.parent)


def _write_over(there: Path, new: sqlite3.Connection) -> None:
    with closing(connect(there)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("PRAGMA synchronous = FULL")
        new.backup(old)
        old.execute("PRAGMA wal_checkpoint(PASSIVE)")
