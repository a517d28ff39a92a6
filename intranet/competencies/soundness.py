"""Whether a draft may be published: what must be true of a referential, whoever wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from intranet.competencies.models import HIGHEST, LOWEST


class Row(Protocol):
    """An item as the draft holds it, wherever it stands."""

    @property
    def competency_id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def level_min(self) -> int: ...
    @property
    def level_max(self) -> int: ...
    @property
    def is_assessable(self) -> bool: ...


@dataclass(frozen=True)
class Flaw:
    """What forbids publication, about one item (None: about the whole)."""

    sentence: str
    competency_id: int | None = None


def flaws(
    rows: Sequence[Row],
    described: Mapping[int, Collection[int]],
    precedes: Iterable[tuple[int, int]],
) -> list[Flaw]:
    """Everything that forbids publication, item by item in the order given.

    `described` are the levels that have a descriptor, `precedes` the pairs of items so related.
    """
    if not rows:
        return [Flaw("Le brouillon ne contient aucune compétence.")]
    return [*_words(rows), *_places(rows), *_levels(rows, described), *_order(rows, precedes)]


def _words(rows: Sequence[Row]) -> Iterator[Flaw]:
    bearers: dict[str, list[Row]] = {}
    for row in rows:
        if not row.title.strip():
            yield Flaw(f"{_named(row)} n’a pas d’intitulé.", row.competency_id)
        if row.code:
            bearers.setdefault(row.code.casefold(), []).append(row)
    for same in bearers.values():
        for row in same[1:]:
            yield Flaw(
                f"Le code {row.code} est porté par plusieurs compétences, dont {_named(same[0])}.",
                row.competency_id,
            )


def _places(rows: Sequence[Row]) -> Iterator[Flaw]:
    """Every item comes to the root by its parents."""
    known = {row.competency_id: row for row in rows}
    onward = {row.competency_id: [row.parent_id] if row.parent_id else [] for row in rows}
    loops = in_a_loop(onward)
    for row in rows:
        if row.parent_id and row.parent_id not in known:
            yield Flaw(
                f"{_named(row)} est rangée sous une compétence qui n’est pas dans le brouillon.",
                row.competency_id,
            )
        elif row.competency_id in loops:
            yield Flaw(f"{_named(row)} se contient elle-même.", row.competency_id)


def _levels(rows: Sequence[Row], described: Mapping[int, Collection[int]]) -> Iterator[Flaw]:
    """Each level that an item has says what one does there; level 0 says nothing of anyone."""
    for row in rows:
        if not LOWEST <= row.level_min <= row.level_max <= HIGHEST:
            yield Flaw(f"{_named(row)} a des niveaux hors de l’échelle.", row.competency_id)
        elif row.is_assessable:
            wanted = range(max(1, row.level_min), row.level_max + 1)
            missing = [str(n) for n in wanted if n not in described.get(row.competency_id, ())]
            if missing:
                what = "le niveau" if len(missing) == 1 else "les niveaux"
                listed = " et ".join([", ".join(missing[:-1]), missing[-1]] if missing[1:] else missing)  # fmt: skip
                yield Flaw(f"{_named(row)} ne décrit pas {what} {listed}.", row.competency_id)


def _order(rows: Sequence[Row], precedes: Iterable[tuple[int, int]]) -> Iterator[Flaw]:
    onward: dict[int, list[int | None]] = {}
    for before, after in precedes:
        onward.setdefault(before, []).append(after)
    loops = in_a_loop(onward)
    for row in rows:
        if row.competency_id in loops:
            yield Flaw(
                f"{_named(row)} se précède elle-même, de relation en relation.", row.competency_id
            )


def in_a_loop(onward: Mapping[int, Collection[int | None]]) -> set[int]:
    """Those from which one comes back to where one started, and what lies between two loops.

    What leads nowhere, then what nothing leads to, is taken away until nothing more can be.
    """
    left = {here: {there for there in ways if there in onward} for here, ways in onward.items()}
    while ended := [here for here, ways in left.items() if not ways & left.keys()]:
        for here in ended:
            del left[here]
    while apart := left.keys() - set[int | None]().union(*left.values()):
        for here in apart:
            del left[here]
    return set(left)


def _named(row: Row) -> str:
    title = row.title.strip() or "sans intitulé"
    return f"« {row.code} {title} »" if row.code else f"« {title} »"
