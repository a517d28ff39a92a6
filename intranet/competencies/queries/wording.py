"""How an item that was spoken of once is worded: as the edition in force says, else as it was then."""

from __future__ import annotations

from functools import cached_property

from intranet.competencies.queries.catalogue import Catalogue, Item, catalogue_of, in_force


class Wording:
    """Call it with the ids of an item and of the edition it was said in; each edition is read once,
    and none where there is nothing to word.
    """

    def __init__(self) -> None:
        self._before: dict[int, Catalogue] = {}

    @cached_property
    def _current(self) -> Catalogue:
        return in_force()

    def __call__(self, competency_id: int, edition_id: int) -> Item:
        found = self._current.items.get(competency_id)
        if found:
            return found
        if edition_id not in self._before:
            self._before[edition_id] = catalogue_of(edition_id)
        return self._before[edition_id].items[competency_id]

    def is_in_force(self, competency_id: int) -> bool:
        return competency_id in self._current.items

    def placed(self, competency_id: int, edition_id: int) -> tuple[Item, bool]:
        """An item, and whether it is in force: its code may be that of another by now."""
        return self(competency_id, edition_id), self.is_in_force(competency_id)

    def about(self, competency_id: int, edition_id: int) -> str:
        """« D1.1 Diagnostiquer le tissu économique »."""
        item = self(competency_id, edition_id)
        return f"{item.code} {item.title}"
