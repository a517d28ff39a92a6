"""Taking a backup while the site serves and writes.

Files first, as the rows name them; then the database as it is at one instant; then the files that
came in between. A file that a row of that instant names was there before the row was, and leaves
after it: it is in the archive, unless its row went between that instant and the last files. Then
all begins again from the database.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from intranet.kit.backups import postgresql, sqlite
from intranet.kit.backups.archive import Archive, Manifest, Writer
from intranet.kit.backups.snapshot import CannotBackUp
from intranet.kit.db import db
from intranet.kit.storage import NotStored, storage
from intranet.kit.storage.disk import remember_names

TRIES = 5


@dataclass(frozen=True)
class Taken:
    """What the archive holds; `missing` are names of files that nothing holds any more."""

    rows: int
    files: int
    size: int
    missing: list[str]
    violations: int


def back_up(path: Path, site: str, at: datetime) -> Taken:
    """Write the archive there; whatever had that name stays until the new one is whole.

    Raises CannotBackUp, StorageAway, OSError; nothing is left of a backup that failed.
    """
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        number = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w+b") as file:
            writer = Writer(file)
            try:
                manifest = _written(writer, folder, site, at)
            except (sqlite3.Error, psycopg.Error) as error:
                raise CannotBackUp(f"La base ne se lit pas : {str(error).strip()}.") from error
            finally:
                with suppress(
                    OSError
                ):  # left open, it would say so by a trace once it is let go of
                    writer.zip.close()
        with Archive(part) as archive:  # read again from the disk, to the last byte
            archive.verify()
            files = len(archive.files())
        part.replace(path)
        remember_names(path.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        part.unlink(missing_ok=True)
    rows = sum(manifest.rows.values())
    size = path.stat().st_size
    return Taken(rows, files, size, manifest.missing_files, manifest.violations)


def _written(writer: Writer, folder: Path, site: str, at: datetime) -> Manifest:
    copied: set[str] = set()
    url = db.engine.engine.url
    kind = sqlite if url.get_backend_name() == "sqlite" else postgresql
    _copy(writer, kind.files_named(url), copied)
    for last in range(TRIES):
        with kind.snapshot(url, folder) as snapshot:
            lost = _copy(writer, snapshot.files, copied)
            still_named = kind.files_named(url)
            if any(name not in still_named for name in lost) and last < TRIES - 1:
                continue
            snapshot.write(writer)
            manifest = Manifest(
                kind=snapshot.kind,
                revision=snapshot.revision,
                site=site,
                taken_at=at.isoformat(),
                rows=snapshot.rows,
                columns=snapshot.columns,
                sequences=snapshot.sequences,
                violations=snapshot.violations,
                missing_files=sorted(snapshot.files[name] for name in lost),
            )
        writer.end(manifest)
        break
    return manifest


def _copy(writer: Writer, named: dict[str, str], copied: set[str]) -> list[str]:
    """Put these files in the archive, those of an earlier pass excepted; those that are not there."""
    lost = []
    for name in named.keys() - copied:
        try:
            with storage().open(name) as source:
                writer.put(f"files/{name}", source, packed=False)
        except NotStored:
            lost.append(name)
        else:
            copied.add(name)
    return lost
