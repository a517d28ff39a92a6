"""What the items that leave an edition become in another: replaced, split, merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from intranet.competencies.differences.changes import Entry, Said, entry_of
from intranet.competencies.models import REPLACED_BY, SuccessionKind


class Fate(NamedTuple):
    """One item, and one of those that take its place (both by uuid)."""

    before: str
    after: str
    kind: SuccessionKind


@dataclass(frozen=True)
class Becoming:
    """Items that leave together, and those that take their place.

    An item that stays, and into which others are merged, is on both sides.
    """

    before: tuple[Entry, ...]
    after: tuple[Entry, ...]
    fates: tuple[Fate, ...]

    @property
    def kind(self) -> SuccessionKind:
        """Merged wherever several become one, even where one of them is split besides."""
        if len(self.before) > 1:
            return SuccessionKind.MERGED
        return SuccessionKind.SPLIT if len(self.after) > 1 else SuccessionKind.REPLACED


def becomings(before: Said, after: Said) -> list[Becoming]:
    """How the relations « replacedBy » of the newer edition tie the items of both, in order.

    Only items that are gone have successors; a chain is followed to the end, since what replaced
    an item may have been replaced in turn by an edition in between.
    """
    old = {item["uuid"]: item for item in before["items"]}
    new = {item["uuid"]: item for item in after["items"]}
    onward: dict[str, list[str]] = {}
    for tie in after.get("relations", ()):
        if tie["kind"] == REPLACED_BY and tie["target"]:
            onward.setdefault(tie["origin"], []).append(tie["target"])
    heirs = {
        uuid: found
        for uuid in old
        if uuid not in new and (found := tuple(dict.fromkeys(_ends(uuid, onward, new))))
    }
    elders: dict[str, list[str]] = {}
    for uuid, found in heirs.items():
        for heir in found:
            elders.setdefault(heir, [heir] if heir in old else []).append(uuid)
    return [
        Becoming(
            tuple(entry_of(old[uuid]) for uuid in old if uuid in left),
            tuple(entry_of(new[uuid]) for uuid in new if uuid in right),
            tuple(_fates(old, new, left, right, elders)),
        )
        for left, right in _together(elders)
    ]


def _ends(uuid: str, onward: Mapping[str, list[str]], new: Mapping[str, Said]) -> Iterator[str]:
    """The items of the newer edition that one comes to; a loop is walked once."""
    seen, waiting = {uuid}, list(onward.get(uuid, ()))
    while waiting:
        here = waiting.pop(0)
        if here in seen:
            continue
        seen.add(here)
        if here in new:
            yield here
        else:
            waiting += onward.get(here, ())


def _together(elders: Mapping[str, list[str]]) -> list[tuple[set[str], set[str]]]:
    """The sets of items that are tied, directly or not: (those before, those after)."""
    groups: list[tuple[set[str], set[str]]] = []
    for heir, found in elders.items():
        left, right = set(found), {heir}
        apart = []
        for group in groups:
            if group[0] & left:
                left |= group[0]
                right |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (left, right)]
    return groups


def _fates(
    old: Mapping[str, Said],
    new: Mapping[str, Said],
    left: set[str],
    right: set[str],
    elders: Mapping[str, list[str]],
) -> Iterator[Fate]:
    for uuid in (each for each in old if each in left):
        heirs = [each for each in new if each in right and uuid in elders[each]]
        for heir in heirs:
            merged = len(elders[heir]) > 1
            split = SuccessionKind.SPLIT if len(heirs) > 1 else SuccessionKind.REPLACED
            yield Fate(uuid, heir, SuccessionKind.MERGED if merged else split)
