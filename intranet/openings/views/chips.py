"""The levels asked for, as chips: with the reader's own where the reader is a member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intranet.competencies.models import Need, Requirement
from intranet.competencies.queries import (
    Catalogue,
    NoEdition,
    declared_levels,
    in_force,
    requirements_of,
)
from intranet.kit.access import reader

Mine = int | str | None  # a level; None: not said; "none": nobody is signed in
SHOWN = 3  # on a line of the list


@dataclass(frozen=True)
class Chip:
    """What `ui.chip` draws."""

    code: str
    title: str
    url: str
    level: int
    mine: Mine
    need: Need


def referential() -> Catalogue | None:
    """The edition in force; the board also opens before there is one."""
    try:
        return in_force()
    except NoEdition:
        return None


def my_levels() -> Mapping[int, int | None] | None:
    """What the reader declared; None for a visitor."""
    member = reader()
    return declared_levels(member.id) if member else None


def chips(
    requirements: Iterable[Requirement],
    catalogue: Catalogue | None,
    levels: Mapping[int, int | None] | None,
) -> list[Chip]:
    """In their order; what the catalogue does not know is left out."""
    items = catalogue.items if catalogue else {}
    return [
        Chip(
            code=items[each.competency_id].code,
            title=items[each.competency_id].title,
            url=f"/referentiel/{items[each.competency_id].code}",
            level=each.level,
            mine="none" if levels is None else levels.get(each.competency_id),
            need=each.need,
        )
        for each in requirements
        if each.competency_id in items
    ]


def chips_of_lines(set_ids: Iterable[int], catalogue: Catalogue | None) -> dict[int, list[Chip]]:
    """The first required ones of each line of a list, whatever their number: two statements."""
    ids = list(set_ids)
    if not ids:
        return {}
    levels = my_levels()
    return {
        set_id: chips(
            [each for each in asked if each.need is Need.REQUIRED][:SHOWN], catalogue, levels
        )
        for set_id, asked in requirements_of(ids).items()
    }
