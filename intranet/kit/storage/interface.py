"""What a storage can do, and how it says that it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import IO, NamedTuple, Protocol

NAME = re.compile(r"[0-9a-f]{32}")  # anything else that lies there is not ours


class StorageAway(Exception):
    """The storage is full, or does not answer: trying again later may do."""


class NotStored(Exception):
    """No file has this name."""


class Stored(NamedTuple):
    """A file that is there, and since when."""

    name: str
    at: datetime


class Storage(Protocol):
    """Files by their name. Each method raises StorageAway where the storage does not answer."""

    def write(self, name: str, body: bytes) -> None:
        """Keep these bytes, wholly or not at all; once this returns, a power cut loses nothing."""

    def open(self, name: str) -> IO[bytes]:
        """The file, to be read and closed by the caller. Raises NotStored."""

    def remove(self, name: str) -> None:
        """Forget the file; nothing where there is none."""

    def exists(self, name: str) -> bool:
        """Whether the file is there."""

    def stored(self) -> Iterator[Stored]:
        """All the files that are ours."""
