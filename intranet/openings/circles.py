"""Exchanges of posts: the circles of two or three wishes that answer one another. Pure rules.

Somebody in a circle takes the post of the next one, who takes the post of the one after, until the
last takes the post of the first: each works where the one before them would go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Circle = tuple[int, ...]  # the ids of wishes, each followed by the one whose post it takes


@dataclass(frozen=True)
class Wish:
    """Where somebody works, and where they would go; all the wishes compared are of one trade."""

    id: int
    here: str
    wanted: frozenset[str]

    def answers(self, other: Wish) -> bool:
        """Whether this one would take the post of the other."""
        return self.id != other.id and other.here in self.wanted


def circles_through(first: Wish, wishes: Iterable[Wish]) -> Iterator[Circle]:
    """Each circle of two, then of three, that this wish is in: once, the oldest wishes first."""
    others = sorted((wish for wish in wishes if wish.id != first.id), key=lambda wish: wish.id)
    next_ones = [wish for wish in others if first.answers(wish)]
    last_ones = [wish for wish in others if wish.answers(first)]
    for wish in next_ones:
        if wish.answers(first):
            yield in_order((first.id, wish.id))
    for middle in next_ones:
        for last in last_ones:
            if middle.answers(last):
                yield in_order((first.id, middle.id, last.id))


def in_order(circle: Circle) -> Circle:
    """The same circle told from its oldest wish, in the same direction."""
    start = circle.index(min(circle))
    return circle[start:] + circle[:start]


def key_of(circle: Circle) -> str:
    """What names a circle, so that it is proposed once."""
    return "-".join(str(wish_id) for wish_id in in_order(circle))
