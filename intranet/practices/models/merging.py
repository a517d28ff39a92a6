"""Two people wrote from the same sheet: field by field, and row by row, what both meant.

Three-way merge: what one of them left as it was takes what the other wrote; rows of a list are
aligned as diff3 does (Khanna, Kunal, Pierce, « A Formal Investigation of Diff3 », 2007).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from intranet.practices.models.states import ChangedMeanwhile


class SameFields(ChangedMeanwhile):
    """Somebody changed the same fields meanwhile; `values` keep mine there, and join the rest."""

    def __init__(self, fields: list[str], values: dict[str, Any]) -> None:
        super().__init__(", ".join(fields))
        self.fields, self.values = fields, values


@dataclass(frozen=True)
class Merged:
    """What both meant; `common` names the fields that both changed, each in another way."""

    values: dict[str, Any]
    common: list[str]


class Hunk(NamedTuple):
    """The rows from `start` to `end` of the base became these."""

    start: int
    end: int
    rows: list[Any]


def merged(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """In the fields that are in common, mine. A field that the base does not tell is in common
    wherever the two differ.
    """
    values, common = {}, []
    for name, said in mine.items():
        other = theirs[name]
        if said == other or (name in base and other == base[name]):
            values[name] = said
        elif name in base and said == base[name]:
            values[name] = other
        else:
            joined = None
            if isinstance(said, list) and isinstance(other, list) and name in base:
                joined = merged_rows(base[name], said, other)
                joined = None if _names_twice(joined or []) else joined
            values[name] = said if joined is None else joined
            if joined is None:
                common.append(name)
    return Merged(values, common)


def merged_rows(
    base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]
) -> list[Any] | None:
    """The rows that both meant, in order; None where both changed the same one. What both added
    at the same place is kept twice, theirs first, unless it is the same.
    """
    ours, others = hunks(base, mine), hunks(base, theirs)
    rows: list[Any] = []
    at = 0
    while ours or others:
        first = min([*ours[:1], *others[:1]], key=lambda hunk: (hunk.start, hunk.end))
        if ours and others and _meet(ours[0], others[0]):
            one, other = ours.pop(0), others.pop(0)
            if one == other:
                taken = one.rows
            elif one.start == one.end == other.start == other.end:
                taken = [*other.rows, *(row for row in one.rows if row not in other.rows)]
            else:
                return None
        else:
            (ours if ours and ours[0] is first else others).pop(0)
            taken = first.rows
        rows += [*base[at : first.start], *taken]
        at = first.end
    return [*rows, *base[at:]]


def hunks(base: Sequence[Any], changed: Sequence[Any]) -> list[Hunk]:
    """Where a list changed, row by row where as many rows took the place of as many."""
    before, after = [_told(row) for row in base], [_told(row) for row in changed]
    found: list[Hunk] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        shared = min(end - start, last - first)
        found += [Hunk(start + n, start + n + 1, [changed[first + n]]) for n in range(shared)]
        if end - start > shared or last - first > shared:
            found.append(Hunk(start + shared, end, list(changed[first + shared : last])))
    return found


def _meet(one: Hunk, other: Hunk) -> bool:
    """Both change a row of the base, or add at the same place; or one adds among rows that the other
    takes away.
    """
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    among = one.start < other.start == other.end < one.end or other.start < one.start == one.end < other.end  # fmt: skip
    return among or max(one.start, other.start) < min(one.end, other.end)


def _names_twice(rows: Sequence[Any]) -> bool:
    """The same competency, at two levels: somebody must choose."""
    named = [row["competency_id"] for row in rows if "competency_id" in row]
    return len(named) > len(set(named))


def _told(row: Any) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)
