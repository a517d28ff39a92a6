"""Files in a folder of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from intranet.kit.storage.interface import NAME, NotStored, StorageAway, Stored


def remember_names(folder: Path) -> None:
    """A file is safe from a power cut once the folder that names it is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class Disk:
    """One file a name; only the account of the site reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, body: bytes) -> None:
        path = self.folder / name
        try:
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            remember_names(self.folder)
        except OSError as error:
            with suppress(OSError):  # what keeps it from being written may keep it from going
                path.unlink(missing_ok=True)  # a half of it is worth nothing
            raise StorageAway(str(error)) from error

    def open(self, name: str) -> IO[bytes]:
        try:
            return (self.folder / name).open("rb")
        except FileNotFoundError:
            raise NotStored(name) from None
        except OSError as error:
            raise StorageAway(str(error)) from error

    def remove(self, name: str) -> None:
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise StorageAway(str(error)) from error

    def exists(self, name: str) -> bool:
        return (self.folder / name).exists()

    def stored(self) -> Iterator[Stored]:
        try:
            for found in self.folder.iterdir():
                if NAME.fullmatch(found.name) and found.is_file():
                    at = datetime.fromtimestamp(found.stat().st_mtime, UTC)
                    yield Stored(found.name, at)
        except OSError as error:
            raise StorageAway(str(error)) from error
