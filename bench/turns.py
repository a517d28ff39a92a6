"""Pages asked in turns, and what each cost.

Figures are medians of several rounds in which every page takes its turn, so that a machine that
slows down slows them all. CPU milliseconds (of the web server, then of the database server) are
steadier than requests a second, which stand beside them.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.bases import Databases
from bench.server import Server

ROUNDS, FEW = 5, 2
A_TURN = 0.1  # seconds of asking, for a page in a round


@dataclass
class Measured:
    """One page: of each round, seconds and CPU seconds a request, here and in the database."""

    seconds: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    first: float = 0.0  # seconds of the very first time

    @property
    def rate(self) -> float:
        return 1 / statistics.median(self.seconds)

    @property
    def cost(self) -> float:
        """Milliseconds of processor, both sides together."""
        both = [sum(pair) for pair in zip(self.server, self.database, strict=True)]
        return statistics.median(both) * 1000

    def told(self) -> str:
        here, there = (statistics.median(each) * 1000 for each in (self.server, self.database))
        return f"{here:7.2f} + {there:5.2f} ms CPU  {self.rate:6.0f} /s"


class Asked(NamedTuple):
    """A page of a server, as somebody asks it."""

    server: Server
    path: str
    cookie: str = ""


def rounds(
    kind: Databases, pages: Mapping[str, Asked], *, count: int = ROUNDS
) -> dict[str, Measured]:
    """Ask each in turn, several times, after a round not counted; slow ones fewer times.

    The very first time that each is asked is told apart: nothing of it was kept yet.
    """
    measured = {name: Measured() for name in pages}
    times: dict[str, int] = {}
    for name, page in pages.items():
        measured[name].first = page.server.ask(page.path, 1, page.cookie)
        for _ in range(5):  # either worker takes a new connection
            page.server.ask(page.path, 1, page.cookie)
        taken = page.server.ask(page.path, 2, page.cookie) / 2
        times[name] = min(max(round(A_TURN / taken), 2), 60)
    for _ in range(count):
        for name, page in pages.items():
            into, asked = measured[name], times[name]
            with page.server.asking(page.path, page.cookie) as times_of:
                times_of(1)  # not counted: what the processor has at hand is of the page before
                before = page.server.cpu_seconds(), kind.cpu_seconds()
                into.seconds.append(times_of(asked) / asked)
            into.server.append((page.server.cpu_seconds() - before[0]) / asked)
            into.database.append((kind.cpu_seconds() - before[1]) / asked)
    return measured
