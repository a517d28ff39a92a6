"""Items that stand for one another: what is equivalent transfers its level, the rest only suggests.

A level passes once, from what one has a level of oneself: what was received is not passed on.
What is only near never enters a score; it says « vous avez évalué une compétence proche ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intranet.competencies.models import EXACT_MATCH, RELATED

NEAR = (RELATED, "isPeerOf", "ext:closeMatch", "ext:broadMatch", "ext:narrowMatch", "ext:relatedMatch")  # fmt: skip
TIES = (EXACT_MATCH, *NEAR)


@dataclass(frozen=True)
class Tie:
    """Two items that an edition ties, whichever was written first."""

    one: int
    other: int
    is_equivalence: bool


@dataclass(frozen=True)
class Transfer:
    """A level that comes from an equivalent item."""

    level: int
    origin: int


def transfers(known: Mapping[int, int | None], ties: Iterable[Tie]) -> dict[int, Transfer]:
    """What equivalent items bring, where that is more than what one has: never less, never twice.

    « Sans objet » is no level: it does not pass, and a level passes over it.
    """
    found: dict[int, Transfer] = {}
    for tie in ties:
        if not tie.is_equivalence:
            continue
        for origin, item in ((tie.one, tie.other), (tie.other, tie.one)):
            level = known.get(origin)
            if level is None or level <= (-1 if (own := known.get(item)) is None else own):
                continue
            if item not in found or (level, -origin) > (found[item].level, -found[item].origin):
                found[item] = Transfer(level, origin)
    return found


def with_transfers(known: Mapping[int, int | None], ties: Iterable[Tie]) -> dict[int, int | None]:
    """The levels that a comparison reads: one’s own, and those that equivalent items bring."""
    brought = {item: transfer.level for item, transfer in transfers(known, ties).items()}
    return {**known, **brought}


def near(item: int, known: Mapping[int, int | None], ties: Iterable[Tie]) -> list[int]:
    """The items near this one of which one has a level: worth a word, never a point."""
    around = [
        tie.other if tie.one == item else tie.one
        for tie in ties
        if not tie.is_equivalence and item in {tie.one, tie.other}
    ]
    return [other for other in dict.fromkeys(around) if known.get(other) is not None]
