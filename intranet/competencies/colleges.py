"""How organizations are heard on a proposal: four colleges, a quorum, and who carries it.

The rule: a proposal has its quorum once three colleges of the four were heard, one position of one
organization being enough for a college. It is carried when, besides, more organizations of the
colleges are for it than against. Whoever belongs to no college may speak, and is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from intranet.competencies.models import Position
from intranet.kit.clock import in_paris
from intranet.kit.texts import end_of_day
from intranet.organizations.models import Kind

HEARD_COLLEGES = 3  # of the four
HEARD_ORGANIZATIONS = 1  # in each of them
CONSULTATION = timedelta(days=30)


def consulted_until(at: datetime) -> datetime:
    """The page says a day, and no hour: it lasts until the end of that one."""
    return end_of_day(in_paris(at + CONSULTATION).date())


def over_before(at: datetime) -> datetime:
    """A consultation that closes until then is over: whatever its hour, it lasts that day whole."""
    return end_of_day(in_paris(at).date() - timedelta(days=1))


class College(StrEnum):
    """A family of employers or of trainers of the trade."""

    EPCI = "epci"
    CCI = "cci"
    AGENCIES = "agencies"
    TRAINERS = "trainers"


COLLEGE_LABELS = {
    College.EPCI: "Intercommunalités",
    College.CCI: "CCI",
    College.AGENCIES: "Agences",
    College.TRAINERS: "Formateurs",
}
COLLEGE_OF_KIND: Mapping[Kind, College] = {
    Kind.EPCI: College.EPCI,
    Kind.EPT: College.EPCI,
    Kind.CCI: College.CCI,
    Kind.AGENCY: College.AGENCIES,
    Kind.PROVIDER: College.TRAINERS,
}


class Said(Protocol):
    """The position of one organization: a row of `Opinion`."""

    position: Position
    at: datetime

    @property
    def organization(self) -> Body: ...


class Body(Protocol):
    """An organization, by what it is."""

    kind: Kind


@dataclass
class Bench:
    """What one college said so far."""

    college: College
    counts: dict[Position, int] = field(default_factory=lambda: dict.fromkeys(Position, 0))

    @property
    def label(self) -> str:
        return COLLEGE_LABELS[self.college]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_heard(self) -> bool:
        return self.total >= HEARD_ORGANIZATIONS


@dataclass
class Poll:
    """What the four colleges said, and what that decides."""

    benches: list[Bench]

    @property
    def heard(self) -> int:
        return sum(bench.is_heard for bench in self.benches)

    @property
    def has_quorum(self) -> bool:
        return self.heard >= HEARD_COLLEGES

    @property
    def missing(self) -> list[Bench]:
        return [bench for bench in self.benches if not bench.is_heard]

    def count(self, position: Position) -> int:
        return sum(bench.counts[position] for bench in self.benches)

    @property
    def is_carried(self) -> bool:
        return self.has_quorum and self.count(Position.FOR) > self.count(Position.AGAINST)


def poll(said: Iterable[Said], since: datetime | None = None) -> Poll:
    """The positions counted by college; those taken before the text was reworded are not."""
    benches = {college: Bench(college) for college in College}
    for one in said:
        college = COLLEGE_OF_KIND.get(one.organization.kind)
        if college and (since is None or one.at >= since):
            benches[college].counts[one.position] += 1
    return Poll(list(benches.values()))
