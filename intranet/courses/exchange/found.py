"""What a LHÉO document says of a course and of its runs, once read; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


class Unreadable(Exception):
    """The file is not one that we read; the message says why, in French."""


@dataclass(frozen=True)
class Fault:
    """Why a course is refused: where in the file, in words, and the field of the form it is about."""

    line: int
    sentence: str
    field: str


@dataclass(frozen=True)
class FoundRun:
    """A session."""

    line: int
    reference: str
    starts_on: date
    ends_on: date
    is_remote: bool
    town: tuple[str, str, str]  # INSEE code, postcode, name: what is said of them
    venue: str
    price_cents: int | None  # where it is not the price of the course
    tells_price: bool
    seats: int | None
    label: str


@dataclass(frozen=True)
class FoundCourse:
    """A formation. `said` holds the fields that the file speaks of, by their names."""

    line: int
    reference: str
    uri: str
    siret: str
    said: Mapping[str, Any]
    certification: str  # RNCP41104, RS5616
    teaches: tuple[tuple[str, int, int], ...] | None  # code, before, after; None: not spoken of
    presupposes: tuple[tuple[str, int], ...] | None
    runs: tuple[FoundRun, ...]
    faults: tuple[Fault, ...] = field(default=())

    @property
    def title(self) -> str:
        return str(self.said.get("title", ""))
