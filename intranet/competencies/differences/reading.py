"""Two editions read side by side, item by item, each known by its lasting identifier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from intranet.competencies.differences.becoming import Becoming, becomings
from intranet.competencies.differences.changes import (
    RANK,
    Change,
    Entry,
    Said,
    changes_of,
    entry_of,
    named,
)
from intranet.competencies.differences.numbers import Bump
from intranet.competencies.models import RELATION_LABELS

ABOUT = {"title": "Titre de l’édition", "notice": "Présentation"}
ABOUT_FRAMEWORK = {"title": "Référentiel", "creator": "Rédigé par", "license": "Licence"}


@dataclass(frozen=True)
class Reworked:
    """An item that stays, and does not say quite the same."""

    before: Entry
    after: Entry
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Moved:
    """An item that stands elsewhere in the tree; None is the root."""

    before: Entry
    after: Entry
    parent_before: Entry | None
    parent_after: Entry | None


@dataclass(frozen=True)
class Tie:
    """A relation that appears or disappears between items that are in both editions, or changes."""

    is_new: bool
    label: str


@dataclass(frozen=True)
class Differences:
    """Everything that two editions do not say alike."""

    before: str  # their numbers
    after: str
    about: tuple[Change, ...]
    scale: tuple[Change, ...]
    added: tuple[Entry, ...]
    retired: tuple[Entry, ...]
    becomings: tuple[Becoming, ...]
    moved: tuple[Moved, ...]
    edited: tuple[Reworked, ...]
    ties: tuple[Tie, ...]

    @cached_property
    def bump(self) -> Bump:
        """Major where something is gone or the scale changed; minor where something came, moved,
        or is measured otherwise; patch where only words changed.
        """
        changes = [change for item in self.edited for change in item.changes]
        unmeasured = any(each.field == "is_assessable" and each.after == "non" for each in changes)
        if self.retired or self.becomings or self.scale or unmeasured:
            return Bump.MAJOR
        if self.added or self.moved or self.ties or not all(each.is_of_words for each in changes):
            return Bump.MINOR
        return Bump.PATCH if changes or self.about else Bump.NONE

    @property
    def is_empty(self) -> bool:
        return self.bump is Bump.NONE


def differences(before: Said, after: Said) -> Differences:
    """Compare what two editions say (`queries.contents` of each)."""
    old = {item["uuid"]: item for item in before["items"]}
    new = {item["uuid"]: item for item in after["items"]}
    became = becomings(before, after)
    left = {entry.uuid for one in became for entry in one.before}
    came = {entry.uuid for one in became for entry in one.after}
    ranks = dict(_ranks(before, after))
    staying = [uuid for uuid in new if uuid in old]
    return Differences(
        before=before["number"],
        after=after["number"],
        about=(
            *named(ABOUT, before, after),
            *named(ABOUT_FRAMEWORK, before["framework"], after["framework"]),
        ),
        scale=tuple(_scale(before, after)),
        added=tuple(entry_of(new[uuid]) for uuid in new if uuid not in old and uuid not in came),
        retired=tuple(entry_of(old[uuid]) for uuid in old if uuid not in new and uuid not in left),
        becomings=tuple(became),
        moved=tuple(
            Moved(
                entry_of(old[uuid]),
                entry_of(new[uuid]),
                _entry(old, old[uuid]["parent"]),
                _entry(new, new[uuid]["parent"]),
            )
            for uuid in staying
            if old[uuid]["parent"] != new[uuid]["parent"]
        ),
        edited=tuple(
            Reworked(entry_of(old[uuid]), entry_of(new[uuid]), changes)
            for uuid in staying
            if (
                changes := (
                    *changes_of(old[uuid], new[uuid]),
                    *([ranks[uuid]] if uuid in ranks else ()),
                )
            )
        ),
        ties=tuple(_ties(before, after, old | new)),
    )


def _entry(items: Mapping[str, Said], uuid: str | None) -> Entry | None:
    return entry_of(items[uuid]) if uuid and uuid in items else None


def _scale(before: Said, after: Said) -> Iterator[Change]:
    old, new = ({str(step["value"]): step for step in said["scale"]} for said in (before, after))
    for value in sorted(old.keys() | new.keys()):
        labels = {"label": f"Palier {value}", "descriptor": f"Sens du palier {value}"}
        yield from named(labels, old.get(value, {}), new.get(value, {}))


def _ranks(before: Said, after: Said) -> Iterator[tuple[str, Change]]:
    """The items that changed places with their neighbours; an arrival or a departure moves none."""
    for parent, new in _families(after).items():
        old = _families(before).get(parent, [])
        both = set(old) & set(new)
        first, then = ([uuid for uuid in known if uuid in both] for known in (old, new))
        if first == then:
            continue
        matcher = SequenceMatcher(None, first, then, autojunk=False)
        still = {
            uuid
            for block in matcher.get_matching_blocks()
            for uuid in then[block.b :][: block.size]
        }
        for uuid in then:
            if uuid not in still:
                was, is_now = str(old.index(uuid) + 1), str(new.index(uuid) + 1)
                yield uuid, Change(RANK, "Rang parmi ses voisines", was, is_now)


def _families(said: Said) -> dict[str | None, list[str]]:
    """The children of each item, in order."""
    found: dict[str | None, list[str]] = {}
    for item in said["items"]:
        found.setdefault(item["parent"], []).append(item["uuid"])
    return found


def _ties(before: Said, after: Said, items: Mapping[str, Said]) -> Iterator[Tie]:
    """Relations that come and go between items that stay; one that changes goes, and comes again.

    Those of an item that leaves go with it, and are not told apart.
    """
    old, new = _bonds(before), _bonds(after)
    here = {item["uuid"] for item in after["items"]}
    for uuid, bond in old.items():
        stays = bond["origin"] in here and (bond["target"] in here or bond["external"])
        if stays and new.get(uuid) != bond:
            yield Tie(is_new=False, label=_tie(bond, items))
    for uuid, bond in new.items():
        if old.get(uuid) != bond:
            yield Tie(is_new=True, label=_tie(bond, items))


def _bonds(said: Said) -> dict[str, Said]:
    """The relations of the items that an edition holds; what left it is told by its successors."""
    here = {item["uuid"] for item in said["items"]}
    return {
        tie["uuid"]: tie
        for tie in said.get("relations", ())
        if tie["origin"] in here and (tie["target"] in here or tie["external"])
    }


def _tie(tie: Said, items: Mapping[str, Said]) -> str:
    """« D1.1 Diagnostiquer… précède D1.2 Organiser… », or an entry of another vocabulary."""
    origin, target, external = items[tie["origin"]], items.get(tie["target"]), tie["external"]
    if external:
        goal = f"{external['scheme']} {external['identifier']}"
    else:
        goal = entry_of(target).label if target else tie["target"]
    verb = RELATION_LABELS.get(tie["kind"], tie["kind"])
    notes = f" ({tie['notes']})" if tie["notes"] else ""
    return f"{entry_of(origin).label} {verb} {goal}{notes}"
