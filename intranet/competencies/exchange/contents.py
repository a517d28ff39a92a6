"""What a file brings, and what an edition holds, in one neutral form that every format speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from intranet.competencies.models import HIGHEST, LOWEST, EditionState, ItemKind

MOST_ROWS = 20_000  # of a file: the trade has some hundred items
LONGEST_TITLE = 255
LONGEST_CODE = 80
LONGEST_TEXT = 20_000
LONGEST_URI = 2_000  # an index of PostgreSQL holds no more than 2,704 octets


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class Step:
    """One level of the scale."""

    value: int
    label: str
    descriptor: str


@dataclass(frozen=True)
class Header:
    """What an edition says of itself and of its framework."""

    edition_id: int
    uuid: str
    number: str
    state: EditionState
    title: str
    notice: str
    changed_at: datetime
    published_at: datetime | None
    framework_uuid: str
    framework_slug: str
    framework_title: str
    creator: str
    publisher: str
    license_title: str
    license_url: str
    language: str
    scale_uuid: str
    scale_title: str
    scale: tuple[Step, ...]
    extras: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """An item as an edition words it, with its place and its levels."""

    revision_id: int
    competency_id: int
    uuid: str
    uri: str
    code: str | None
    parent: str | None  # the uuid of what it stands under
    position: int
    kind: ItemKind
    title: str
    statement: str = ""
    notes: str = ""
    keywords: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    level_min: int = LOWEST
    level_max: int = HIGHEST
    is_assessable: bool = True
    is_attested: bool = False
    descriptors: Mapping[int, str] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.code} {self.title}" if self.code else self.title


@dataclass(frozen=True)
class External:
    """An entry of another vocabulary."""

    scheme: str
    identifier: str
    uri: str = ""
    label: str = ""
    vocabulary_version: str = ""


@dataclass(frozen=True)
class Tie:
    """A relation as an edition holds it."""

    relation_id: int
    uuid: str
    kind: str
    origin: str
    target: str | None
    external: External | None
    position: int = 0
    group_label: str = ""
    notes: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """All that an edition holds; `entries` in the order of the tree."""

    header: Header
    entries: tuple[Entry, ...]
    ties: tuple[Tie, ...]
    # From edition to edition: what is gone, and what replaces it.
    successors: tuple[tuple[str, str], ...] = ()

    @property
    def by_uuid(self) -> dict[str, Entry]:
        return {entry.uuid: entry for entry in self.entries}

    def depths(self) -> Iterator[tuple[Entry, int]]:
        """Each item with its storey, from 1."""
        found: dict[str, int] = {}
        for entry in self.entries:
            found[entry.uuid] = found.get(entry.parent or "", 0) + 1
            yield entry, found[entry.uuid]


@dataclass(frozen=True)
class Pointer:
    """How a file names an item: by its uuid, by its code, or by the line it stands on."""

    uuid: str | None = None
    code: str | None = None
    line: int | None = None
    title: str = field(default="", compare=False)  # as people read it, where the file says it

    def __str__(self) -> str:
        return self.code or self.title or self.uuid or f"ligne {self.line}"


@dataclass(frozen=True)
class Line:
    """One item as a file says it. `says` holds only what its format can express.

    What is not said is left as it is, or takes `otherwise` where the item is new.
    """

    number: int
    uuid: str | None
    code: str | None
    parent: Pointer | None
    says: Mapping[str, Any]
    otherwise: Mapping[str, Any] = field(default_factory=dict)
    position: int | None = None  # where the file gives a rank; else the order of its lines
    uri: str | None = None
    source: Mapping[str, Any] | None = None  # what it came as, to be given back
    faults: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        title = str(self.says.get("title") or "sans intitulé")
        return f"{self.code} {title}" if self.code else title


@dataclass(frozen=True)
class Bond:
    """One relation as a file says it."""

    number: int | None  # its line, where a file has lines
    uuid: str | None
    kind: str
    origin: Pointer
    target: Pointer | None
    external: External | None = None
    position: int = 0
    group_label: str = ""
    notes: str = ""
    source: Mapping[str, Any] | None = None
    faults: tuple[str, ...] = ()
    place: str = ""  # « association 5 », where a file counts its relations apart


@dataclass(frozen=True)
class Brought:
    """All that a file brings. `says_bonds`: whether its format tells relations at all."""

    lines: tuple[Line, ...]
    bonds: tuple[Bond, ...] = ()
    document: Mapping[str, Any] | None = None  # what surrounds the items, kept to be given back
    says_bonds: bool = False
    notes: tuple[str, ...] = ()


def as_uuid(text: object) -> str | None:
    """The uuid in its one form (lower case, with hyphens); None for anything else."""
    try:
        return str(UUID(text)) if isinstance(text, str) and len(text) == 36 else None
    except ValueError:
        return None


def split_words(text: str) -> tuple[str, ...]:
    """« un | deux » as a spreadsheet holds several words in one cell."""
    return tuple(word for part in text.split("|") if (word := " ".join(part.split())))


def join_words(words: tuple[str, ...]) -> str:
    return " | ".join(words)
