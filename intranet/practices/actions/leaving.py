"""A sheet leaves, withdrawn or merged into another: whoever gave it their opinion, was asked for it,
or said what their structure does of it, learns it once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from intranet.kit import letters
from intranet.kit.db import every
from intranet.members.models import Member
from intranet.practices import queries
from intranet.practices.models import Practice


class Bond(StrEnum):
    """What somebody has to do with a sheet that they do not write."""

    ASKED = "asked"
    OPINED = "opined"
    TOOK_UP = "took_up"


@dataclass(frozen=True)
class Bound:
    """One of them; `said` is what their structure does of it, which is read there no more."""

    to: Member
    bond: Bond
    said: str = ""


def bound_to(gone: Practice) -> list[Bound]:
    """Once each, whoever took it up first of all. Asked before it leaves: nothing is open afterwards."""
    found: dict[int, Bound] = {}
    for asked in every(queries.opinions_on(gone)):
        if to := asked.reviewer:
            found[to.id] = Bound(to, Bond.OPINED if asked.decision else Bond.ASKED)
    for line in every(queries.replications_of(gone)):
        there = [line.answering] if line.answering else []
        said = "\n\n".join(words for words in (line.changes, line.result) if words)
        for to in there or every(queries.referents_of(line.organization_id)):
            found[to.id] = Bound(to, Bond.TOOK_UP, said)
    return [each for each in found.values() if each.to.is_active]


def tell_bound(
    gone: Practice, bound: Collection[Bound], known: Collection[int], kept: Practice | None = None
) -> None:
    """A letter to each, but to those who know it, by another letter or because they did it."""
    for each in bound:
        if each.to.id not in known:
            letters.write(
                "practices/left",
                each.to.email,
                key=f"practice-left:{gone.id}:{each.to.id}",
                name=each.to.name,
                practice=gone,
                kept=kept,
                bond=each.bond,
                bonds=Bond,
                said=each.said,
            )
