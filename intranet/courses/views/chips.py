"""What the templates need to draw the competencies of courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intranet.competencies import queries as referential
from intranet.competencies.levels import on_a_chip
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.competencies.queries import Catalogue
from intranet.courses.models import Raised
from intranet.kit.access import reader
from intranet.kit.clock import now


@dataclass(frozen=True)
class Chip:
    """The arguments of `ui.chip`."""

    competency_id: int
    code: str
    title: str
    url: str
    uuid: str
    level: int
    before: int | None
    mine: int | str | None


Levels = Mapping[int, int | None] | None


def my_levels() -> Levels:
    """The reader’s levels; None for a visitor, of whom nothing is known."""
    member = reader()
    return referential.known_levels(member.id, now()) if member else None


def chip_of(
    catalogue: Catalogue, competency_id: int, level: int, before: int | None, levels: Levels
) -> Chip | None:
    """None for an item that the edition in force no longer holds."""
    item = catalogue.items.get(competency_id)
    if item is None:
        return None
    mine = on_a_chip(levels, competency_id)
    url = f"/referentiel/{item.code}"
    return Chip(competency_id, item.code, item.title, url, item.uuid, level, before, mine)


def of_links(
    links: Iterable[CompetencyLink], role: LinkRole, catalogue: Catalogue, levels: Levels
) -> list[Chip]:
    """A course says what it said until somebody confirms what takes the place of what is gone."""
    return [
        chip_of(catalogue, link.competency_id, link.level_to, link.level_from, levels)
        or _as_written(link)
        for link in links
        if link.role is role
    ]


def _as_written(link: CompetencyLink) -> Chip:
    """An item that is gone, by its lasting address: its code may be that of another one by now."""
    item = referential.catalogue_of(link.edition_id).items[link.competency_id]
    level, before, url = link.level_to, link.level_from, f"/uri/{item.uuid}"
    return Chip(link.competency_id, item.code, item.title, url, item.uuid, level, before, "none")


def of_raised(raised: Iterable[Raised], catalogue: Catalogue) -> list[Chip]:
    """Those of a revision, without anybody’s levels."""
    drawn = (
        chip_of(catalogue, each.competency_id, each.after, each.before, None) for each in raised
    )
    return [chip for chip in drawn if chip]
