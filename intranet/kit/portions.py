"""Long lists taken a portion at a time: what one statement, or one page of memory, may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
PORTION = 500  # rows a statement: both databases take them at once


def portions(rows: Iterable[T], most: int = PORTION) -> Iterator[list[T]]:
    """The rows in their order, so many at a time. (`itertools.batched` comes with Python 3.12.)"""
    waiting = iter(rows)
    while some := list(islice(waiting, most)):
        yield some
