"""Which sheets are like another: they share its themes, or come from a territory like its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from intranet.kit.masks import Mask, first_in
from intranet.organizations.models import Organization
from intranet.practices.models import DENSITY_LABELS, SIZE_LABELS, Practice, density_band, size_band
from intranet.practices.queries.lists import these
from intranet.practices.queries.shelf import OLD, Shelf, shelf

# What two territories may share, from what makes them alike the most; a theme in common only orders
# those that are alike already.
WEIGHTS = {"taille": 4, "densite": 3, "region": 2, "theme": 2}
NEEDED = ("taille", "densite")


@dataclass(frozen=True)
class Territory:
    """What is known of a territory: its bands, its region; and the themes one reads about."""

    size: int | None = None
    density: int | None = None
    region: str | None = None
    themes: Sequence[str] = ()

    @property
    def is_known(self) -> bool:
        return self.size is not None

    def values(self, name: str) -> Sequence[str]:
        value = {"taille": self.size, "densite": self.density, "region": self.region}.get(name)
        if name == "theme":
            return self.themes
        return () if value is None else (str(value),)


@dataclass(frozen=True)
class Likeness:
    """A sheet of a comparable territory, and what the two have in common."""

    practice: Practice
    reasons: Sequence[str]


def close_to(
    practice: Practice, themes: Sequence[str], at: datetime, *, most: int
) -> list[Practice]:
    """Those that share the most of its themes; of them the same region first, then the newest."""
    known = shelf(at)
    left = known.everything & ~_of(known, [practice.id])
    here = known.mask_of("region", [practice.region_code or ""])
    found: list[int] = []
    for sharing in _most_first([known.mask_of("theme", [theme]) & left for theme in themes]):
        for mask in (sharing & here, sharing & ~here):
            found += [known.ids[place] for place in first_in(mask, most - len(found))]
    return these(found)


def told_by(practice: Practice, themes: Sequence[str]) -> Territory:
    """What is known of the territory that a sheet tells of."""
    place = practice.owner or practice.described
    return Territory(
        practice.size_band,
        density_band(place.population, place.member_count) if place else None,
        practice.region_code,
        themes,
    )


def territory_of(organization: Organization | None, themes: Sequence[str] = ()) -> Territory:
    """What is known of the territory of an intercommunalité."""
    if organization is None:
        return Territory(themes=themes)
    return Territory(
        size_band(organization.population),
        density_band(organization.population, organization.member_count),
        organization.region_code,
        themes,
    )


def comparable_to(
    territory: Territory, at: datetime, *, most: int, without: Sequence[int] = ()
) -> list[Likeness]:
    """The sheets of the territories most like this one: by what they share, then the newest.

    The same population is worth more than the same density, and that more than the same region or
    theme; without either of the first two, territories are not comparable.
    """
    if not territory.is_known:
        return []
    known = shelf(at)
    masks = {name: known.mask_of(name, territory.values(name)) for name in WEIGHTS}
    left = known.everything & ~known.mask_of("fraicheur", [OLD]) & ~_of(known, without)
    found: list[tuple[int, tuple[str, ...]]] = []
    for shared in _by_weight():
        mask = _sharing(masks, shared) & left
        found += [(known.ids[place], shared) for place in first_in(mask, most - len(found))]
        left &= ~mask
        if len(found) == most:
            break
    practices = {practice.id: practice for practice in these([each for each, _ in found])}
    return [
        Likeness(practices[each], _reasons(territory, shared))
        for each, shared in found
        if each in practices
    ]


def _most_first(masks: Sequence[Mask]) -> Iterator[Mask]:
    """What bears all of these marks, then all but one of them, down to a single one."""
    at_least = [-1, *(0 for _ in masks), 0]
    for mask in masks:
        for times in range(len(masks), 0, -1):
            at_least[times] |= at_least[times - 1] & mask
    for times in range(len(masks), 0, -1):
        yield at_least[times] & ~at_least[times + 1]


def _of(known: Shelf, practice_ids: Sequence[int]) -> Mask:
    places = (known.positions.get(each) for each in practice_ids)
    return sum(1 << place for place in places if place is not None)


def _by_weight() -> list[tuple[str, ...]]:
    """What may be shared, from all of it to the least that makes two territories comparable."""
    some = [
        shared
        for size in range(1, len(WEIGHTS) + 1)
        for shared in combinations(WEIGHTS, size)
        if set(shared) & set(NEEDED)
    ]
    return sorted(some, key=lambda shared: (-sum(WEIGHTS[name] for name in shared), shared))


def _sharing(masks: dict[str, Mask], shared: Sequence[str]) -> Mask:
    mask = -1
    for name in shared:
        mask &= masks[name]
    return mask


def _reasons(territory: Territory, shared: Sequence[str]) -> list[str]:
    words = {
        "taille": f"même taille : {SIZE_LABELS[territory.size or 0].lower()}",
        "densite": f"même densité : {DENSITY_LABELS[territory.density or 0]}",
        "region": "même région",
        "theme": "même thème",
    }
    return [words[name] for name in shared]
