"""The present text, as a proposal reads it: what is said of each item, and how items are tied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Facts = Mapping[str, Any]  # plain values, as they are kept in JSON

EDITABLE = (
    "title",
    "statement",
    "notes",
    "code",
    "kind",
    "synonyms",
    "keywords",
    "level_min",
    "level_max",
)


@dataclass(frozen=True)
class Present:
    """Every item by its lasting uuid, and the relations (kind, origin, target) between them."""

    items: Mapping[str, Facts]
    relations: frozenset[tuple[str, str, str]] = frozenset()

    @cached_property
    def _under(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for uuid, facts in self.items.items():
            found.setdefault(facts["parent"], []).append(uuid)
        return found

    def children(self, uuid: str) -> list[str]:
        return self._under.get(uuid, [])

    def above(self, uuid: str) -> Iterator[str]:
        """The item itself, its parent, and so on up to its domain; a loop is walked once."""
        seen: set[str] = set()
        while uuid in self.items and uuid not in seen:
            yield uuid
            seen.add(uuid)
            uuid = self.items[uuid]["parent"]

    def depth(self, uuid: str) -> int:
        """1 for a domain; 0 for no item at all."""
        return len(list(self.above(uuid)))

    def height(self, uuid: str) -> int:
        """How many storeys a branch has, its first included."""
        return 1 + max((self.height(child) for child in self.children(uuid)), default=0)

    def domain(self, uuid: str) -> str | None:
        return next(iter([*self.above(uuid)][::-1]), None)

    def bearing(self, code: str) -> str | None:
        """The item of a code, however its letters are typed."""
        wanted = code.casefold()
        return next((u for u, facts in self.items.items() if facts["code"].casefold() == wanted), None)  # fmt: skip

    def leads(self, kind: str, start: str, goal: str) -> bool:
        """Whether one comes to `goal` by following relations of a kind from `start`."""
        onward: dict[str, list[str]] = {}
        for relation, origin, target in self.relations:
            if relation == kind:
                onward.setdefault(origin, []).append(target)
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            if here == goal:
                return True
            new = [each for each in onward.get(here, []) if each not in seen]
            seen.update(new)
            waiting += new
        return False
