"""Bringing a backup back: all is checked and built beside, then put in place at once."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from intranet.kit.backups import postgresql, sqlite
from intranet.kit.backups.archive import Archive, BadArchive, Manifest
from intranet.kit.backups.schema import knows
from intranet.kit.db import db
from intranet.kit.storage import storage
from intranet.kit.texts import plural

UNREADABLE = (sqlite3.Error, psycopg.Error, SQLAlchemyError, UnicodeDecodeError, ValueError)

# Stopped, full, or of another account, which may add no schema to it: the archive is as good as it was.
OF_THE_SERVER = (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege)


class Refused(Exception):
    """The database here is not to be replaced without a word; the message says so, in French."""


@dataclass(frozen=True)
class Restored:
    """What came back; `changed_kind` where the index of words must be made anew."""

    manifest: Manifest
    rows: int
    files: int
    replaced: int
    changed_kind: bool


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Put the archive in the place of the database here; on any failure what was here stays.

    Raises BadArchive, Refused, StorageAway, OSError.
    """
    url = db.engine.engine.url
    here = url.get_backend_name()
    with Archive(path) as archive:
        manifest = archive.manifest
        if not knows(manifest.revision):
            raise BadArchive(
                "Cette sauvegarde vient d’une version plus récente du site : mettez d’abord le site à jour."
            )
        there = _rows_here(replace=replace)
        with _working(url.database if here == "sqlite" else None) as folder:
            try:
                _build(archive, folder)
                files = _bring_files(archive)
                _take_place(folder)
            except UNREADABLE as error:
                if isinstance(getattr(error, "orig", error), OF_THE_SERVER):
                    raise Refused(
                        f"La base d’ici ne la prend pas ({_first_line(error)})."
                    ) from error
                raise BadArchive(
                    f"Cette sauvegarde ne se relit pas : {_first_line(error)}."
                ) from error
    rows = sum(manifest.rows.values())
    return Restored(manifest, rows, files, there, manifest.kind != here)


def _rows_here(*, replace: bool) -> int:
    """How many rows would be replaced. Raises Refused where nobody said that they may be."""
    url = db.engine.engine.url
    kind = sqlite if url.get_backend_name() == "sqlite" else postgresql
    try:
        there: int = kind.rows_at(url)
    except sqlite3.DatabaseError as error:
        if not replace:
            raise Refused(
                f"La base d’ici ne se lit pas ({_first_line(error)}). Pour la mettre de côté : --replace."
            ) from error
        return 0
    except psycopg.Error as error:
        raise Refused(f"La base d’ici ne répond pas ({_first_line(error)}).") from error
    if there and not replace:
        raise Refused(
            f"La base contient déjà {plural(there, 'ligne')}. Pour les remplacer par cette sauvegarde : --replace."
        )
    return there


@contextmanager
def _working(database: str | None) -> Iterator[Path]:
    """A folder for us alone, on the disk of the database where it is a file."""
    beside = Path(database).parent if database else None
    folder = Path(tempfile.mkdtemp(prefix=".restoring-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if database is None:  # one that does not answer any more keeps it until the next time
            with (
                suppress(psycopg.Error),
                closing(postgresql.connect(db.engine.engine.url)) as admin,
            ):
                postgresql.drop_beside(admin)


def _build(archive: Archive, folder: Path) -> None:
    url = db.engine.engine.url
    if url.get_backend_name() == "sqlite":
        sqlite.build(archive, folder / "built.db")
    else:
        postgresql.build(archive, folder, url)


def _take_place(folder: Path) -> None:
    url = db.engine.engine.url
    db.session.remove()
    if url.get_backend_name() == "sqlite":
        sqlite.take_place(folder / "built.db", url)
    else:
        postgresql.take_place(url)


def _bring_files(archive: Archive) -> int:
    """Before the rows that name them. Those that no row names any more, `tick` removes."""
    names = archive.files()
    for name in names:
        if not storage().exists(name):
            storage().write(name, b"".join(archive.pieces(f"files/{name}")))
    return len(names)


def _first_line(error: BaseException) -> str:
    cause = getattr(error, "orig", error)
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]
