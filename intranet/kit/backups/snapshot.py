"""The database as it was at one instant, whichever kind it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from intranet.kit.backups.archive import Archive, BadArchive, Writer

FILES = "SELECT stored_as, name FROM attachment"
# The index of words: each kind of database has its own, made anew on the other.
WORDS = "search_words"


class CannotBackUp(Exception):
    """The database is not in a state to be kept; the message says why, in French."""


@dataclass
class Snapshot:
    """What was found, and how it is written into an archive."""

    kind: str
    revision: str
    rows: dict[str, int]
    files: dict[str, str]  # as they are stored, as they were called
    write: Callable[[Writer], None]
    columns: dict[str, list[list[str]]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    violations: int = 0


def compare(archive: Archive, found: dict[str, int], kind: str) -> None:
    """That a database of this kind, built from the archive, has its rows. Raises BadArchive."""
    told = dict(archive.manifest.rows)
    if archive.manifest.kind != kind:
        found.pop(WORDS), told.pop(WORDS, None)
    if found != told:
        raise BadArchive(
            "Les lignes de cette sauvegarde ne sont pas celles que son sommaire annonce."
        )
