"""The table of all doors (`intranet/doors.toml`): who may enter where, read once, at the start."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "doors.toml"
BY_ITS_LINK = frozenset({"bearer", "bearer always"})
TO_ALL = frozenset({"anyone", "bearer"})  # where the site is public
TO_ALL_ALWAYS = frozenset({"anyone always", "bearer always"})


class WrongTable(Exception):
    """A route without a line, a line without a route, or a word that the table does not define."""


@dataclass(frozen=True)
class Door:
    """Whom a door opens to, in the words of the table; and, among those, whom it does not."""

    words: frozenset[str]
    but: frozenset[str] = frozenset()

    @property
    def is_public(self) -> bool:
        return bool(self.words & (TO_ALL | TO_ALL_ALWAYS))

    @property
    def is_bearer(self) -> bool:
        """Its address carries a secret."""
        return bool(self.words & BY_ITS_LINK)

    @property
    def is_always_open(self) -> bool:
        return bool(self.words & TO_ALL_ALWAYS)


CLOSED = Door(frozenset())


def read(path: Path = TABLE) -> dict[str, Door]:
    """Each endpoint with its door. Raises WrongTable."""
    table = tomllib.loads(path.read_text("utf-8"))
    words = table.pop("words")
    found: dict[str, Door] = {}
    for domain, lines in table.items():
        if isinstance(lines, str):
            found[domain] = _door(lines, words)
        else:
            found |= {f"{domain}.{view}": _door(line, words) for view, line in lines.items()}
    return found


def check(doors: Mapping[str, Door], endpoints: Iterable[str]) -> None:
    """That routes and lines answer one another. Raises WrongTable."""
    routes = set(endpoints)
    if bare := sorted(routes - doors.keys()):
        raise WrongTable(f"no line in {TABLE.name} says who may enter: {', '.join(bare)}")
    if dead := sorted(doors.keys() - routes):
        raise WrongTable(f"{TABLE.name} speaks of no route: {', '.join(dead)}")


def _door(line: str, words: Mapping[str, str]) -> Door:
    who, _, but = line.partition(" except ")
    door = Door(_named(who), _named(but))
    if unknown := sorted((door.words | door.but) - words.keys()):
        raise WrongTable(f"{TABLE.name} does not say who they are: {', '.join(unknown)}")
    return door


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split(", ")) if words else frozenset()
