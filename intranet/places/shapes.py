"""The outlines of the regions, names by code, who touches whom: read once from the files of `data`.

Every list of regions is in the order of their names, every list of départements in that of their numbers.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from intranet.kit.texts import fold
from intranet.places.models import CORSICA, UNINHABITED, Region

FILES = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Shape:
    """A region as `ui.france_map` draws it; overseas has no outline and becomes a tile."""

    code: str
    name: str
    slug: str
    path: str | None
    count: int = 0
    url: str = ""


def drawn(
    regions: Iterable[Region], counts: Mapping[str, int], address: Callable[[Region], str]
) -> list[Shape]:
    """The regions with what is counted in each, and where each leads."""
    outlines = _outlines()
    return [
        Shape(
            code=region.code,
            name=region.name,
            slug=region.slug,
            path=outlines.get(region.code),
            count=counts.get(region.code, 0),
            url=address(region),
        )
        for region in regions
    ]


@cache
def region_names() -> Mapping[str, str]:
    """Code to name, by name, without asking the database: for the chips of every list."""
    names = _names("regions.csv")
    return dict(sorted(names.items(), key=lambda region: fold(region[1])))


@cache
def department_names() -> Mapping[str, str]:
    """Code to name, by number: Corsica, which was the 20th, stays between 19 and 21."""
    names = _names("departements.csv")
    return dict(sorted(names.items(), key=lambda department: in_order(department[0])))


def in_order(code: str) -> str:
    """What the code of a département is sorted by."""
    return f"20{code}" if code in CORSICA else code


@cache
def regions_to_choose() -> Mapping[str, str]:
    """The options of every list: the regions where somebody lives."""
    return _inhabited(region_names())


@cache
def departments_to_choose() -> Mapping[str, str]:
    """« Ain (01) »: people look for either."""
    inhabited = _inhabited(department_names())
    return {code: f"{name} ({code})" for code, name in inhabited.items()}


@cache
def neighbours_of(department: str) -> tuple[str, ...]:
    """The départements that touch one; none overseas."""
    told: dict[str, Any] = json.loads((FILES / "neighbours.json").read_text(encoding="utf-8"))
    touching: dict[str, str] = told["neighbours"]
    return tuple(touching.get(department, "").split())


@cache
def is_overseas(region: str) -> bool:
    """Whether a region lies apart, so that no distance is measured from it to another."""
    with (FILES / "regions.csv").open(encoding="utf-8") as lines:
        return region in {row["code"] for row in csv.DictReader(lines) if row["zone"] != "metro"}


@cache
def _outlines() -> dict[str, str]:
    told: dict[str, Any] = json.loads((FILES / "region_paths.json").read_text(encoding="utf-8"))
    outlines: dict[str, str] = told["regions"]
    return outlines


def _inhabited(names: Mapping[str, str]) -> Mapping[str, str]:
    return {code: name for code, name in names.items() if code != UNINHABITED}


def _names(name: str) -> Mapping[str, str]:
    with (FILES / name).open(encoding="utf-8") as lines:
        return {row["code"]: row["name"].replace("'", "’") for row in csv.DictReader(lines)}
