"""The levels asked for, as chips: with the reader's own where the reader is a member."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from flask import current_app
from markupsafe import Markup

from intranet.competencies.levels import on_a_chip
from intranet.competencies.models import Need
from intranet.competencies.queries import Catalogue, NoEdition, in_force, known_levels
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.openings.queries import Asked

Mine = int | str | None  # as competencies.levels.on_a_chip says it
SHOWN = 3  # on a line of the list


@dataclass(frozen=True)
class Chip:
    """What `ui.chip` draws."""

    code: str
    title: str
    url: str
    level: int
    mine: Mine
    need: str | None = None  # "required": the post cannot do without


class Asking(Protocol):
    """A level asked for, wherever it was read."""

    @property
    def competency_id(self) -> int: ...
    @property
    def level(self) -> int: ...


def referential() -> Catalogue | None:
    """The edition in force; the board also opens before there is one."""
    try:
        return in_force()
    except NoEdition:
        return None


def my_levels() -> Mapping[int, int | None] | None:
    """The reader’s levels; None for a visitor."""
    member = reader()
    return known_levels(member.id, now()) if member else None


def chips(
    asked: Iterable[Asking],
    catalogue: Catalogue | None,
    levels: Mapping[int, int | None] | None,
    mandatory: Collection[int] = (),
) -> list[Chip]:
    """In their order, these items marked as indispensable; what the catalogue does not know is left out."""
    items = catalogue.items if catalogue else {}
    return [
        Chip(
            code=items[each.competency_id].code,
            title=items[each.competency_id].title,
            url=f"/referentiel/{items[each.competency_id].code}",
            level=each.level,
            mine=on_a_chip(levels, each.competency_id),
            need="required" if each.competency_id in mandatory else None,
        )
        for each in asked
        if each.competency_id in items
    ]


def chips_of_lines(
    asked: Mapping[int, Sequence[Asked]],
    catalogue: Catalogue | None,
    levels: Mapping[int, int | None] | None,
) -> dict[int, list[Markup]]:
    """The first required ones of each line of a list, drawn."""
    return {
        set_id: [
            compact(chip)
            for chip in chips(
                [row for row in rows if row.need is Need.REQUIRED][:SHOWN], catalogue, levels
            )
        ]
        for set_id, rows in asked.items()
    }


@lru_cache(maxsize=4096)
def compact(chip: Chip) -> Markup:
    """As `ui.chip` draws it. The same few hundred come back on every list: drawn once."""
    ui: Any = current_app.jinja_env.globals["ui"]
    drawn: Markup = ui.chip(
        chip.code, chip.title, chip.url, level=chip.level, mine=chip.mine, compact=True
    )
    return drawn
