"""Two jobs side by side, without anybody: what somebody who has all of one brings to the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intranet.competencies.domains import domain_values, in_tenths
from intranet.competencies.equivalences import with_transfers
from intranet.competencies.matching import Match, Wanted, match
from intranet.competencies.models import HIGHEST, Need
from intranet.competencies.queries import Catalogue, Item
from intranet.kit.charts import Axis, Chart

Job = tuple[str, Catalogue, Sequence[Wanted]]  # its title, its edition, what it asks for


class Passage(StrEnum):
    """What becomes of an item when one goes from the first job to the second."""

    CARRIED = "carried"
    TO_RAISE = "to_raise"
    NEW = "new"
    LEFT = "left"


PASSAGE_LABELS = {
    Passage.CARRIED: "Ce qui se transfère",
    Passage.TO_RAISE: "Ce qui reste à relever",
    Passage.NEW: "Ce qui est nouveau",
    Passage.LEFT: "Ce qui n’est plus demandé",
}


@dataclass(frozen=True)
class Beside:
    """One item, with the level that each job requires of it (None: it does not)."""

    item: Item
    one: int | None
    other: int | None
    brought: int | None  # what the first job gives of it, by itself or by an equivalent item

    @property
    def passage(self) -> Passage:
        if self.other is None:
            return Passage.LEFT
        if self.brought is None:
            return Passage.NEW
        return Passage.CARRIED if self.brought >= self.other else Passage.TO_RAISE


@dataclass(frozen=True)
class Crossing:
    """What a page of two jobs shows: how much of each the other covers, and item by item."""

    onward: Match  # the second job, for whoever has exactly what the first asks for
    back: Match
    items: tuple[Beside, ...]
    chart: Chart

    def those(self, passage: Passage) -> list[Beside]:
        return [beside for beside in self.items if beside.passage is passage]

    @property
    def covered(self) -> str:
        """How much of the second job is sure, for whoever has just what the first asks for.

        What the first does not ask for may be known all the same: hence « au moins ».
        """
        return self.onward.short

    @property
    def covered_back(self) -> str:
        return self.back.short

    @property
    def passages(self) -> list[tuple[str, list[Beside]]]:
        """What happens on the way, in the order that matters, each with its items."""
        return [(label, found) for passage, label in PASSAGE_LABELS.items() if (found := self.those(passage))]  # fmt: skip


def cross(one: Job, other: Job, url_of: Callable[[Item], str | None]) -> Crossing:
    """Read two jobs side by side; only what they require counts."""
    (_, first, _), (_, second, _) = one, other
    here, there = _required(one), _required(other)
    ties = (*first.ties, *second.ties)
    brought = with_transfers({item: wanted.level for item, wanted in here.items()}, ties)
    returned = with_transfers({item: wanted.level for item, wanted in there.items()}, ties)
    known = {**first.items, **second.items}
    order = [item for item in known if item in here or item in there]
    return Crossing(
        onward=match(there.values(), brought),
        back=match(here.values(), returned),
        items=tuple(
            Beside(
                known[item],
                here[item].level if item in here else None,
                there[item].level if item in there else None,
                brought.get(item),
            )
            for item in order
        ),
        chart=_chart(one, other, url_of),
    )


def _required(job: Job) -> dict[int, Wanted]:
    return {
        wanted.competency_id: wanted
        for wanted in job[2]
        if wanted.need is Need.REQUIRED and wanted.competency_id in job[1].items
    }


def _chart(one: Job, other: Job, url_of: Callable[[Item], str | None]) -> Chart:
    """One axis for each domain in which either requires something."""
    means = [
        {value.domain.competency_id: value for value in domain_values(catalogue, {}, asked)}
        for _, catalogue, asked in (one, other)
    ]
    domains = {**{key: value.domain for key, value in means[0].items()}, **{key: value.domain for key, value in means[1].items()}}  # fmt: skip
    axes = []
    for key, domain in domains.items():
        asked = tuple(found[key].asked if key in found else None for found in means)
        if any(value is not None for value in asked):
            words = tuple(in_tenths(value) for value in asked)
            axes.append(Axis(domain.code, domain.title, asked, words, url_of(domain)))
    return Chart((one[0], other[0]), tuple(axes), HIGHEST, ("Domaine", one[0], other[0]))
