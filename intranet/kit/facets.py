"""The filters of a list: what may be chosen and how much it would give, and what narrows it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Option:
    """One box of a facet, as `ui.facet` draws it."""

    value: str
    label: str
    count: int
    checked: bool


class ActiveFilter(NamedTuple):
    """One filter that narrows the list, and the address without it."""

    label: str
    remove_url: str


class Way(NamedTuple):
    """One way to see or to order the list."""

    label: str
    url: str
    current: bool


def options(
    counts: Mapping[Any, int], labels: Mapping[Any, str], chosen: Iterable[Any]
) -> list[Option]:
    """The values that something of the list has, or that are chosen."""
    kept = set(chosen)
    return [
        Option(str(value), label, counts.get(value, 0), value in kept)
        for value, label in labels.items()
        if counts.get(value) or value in kept
    ]
