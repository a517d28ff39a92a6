"""Numbers, as forms, addresses and files send them."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite


def whole_number(sent: str | None, digits: int = 9) -> int | None:
    """The number that was sent, of so many digits at most; None for anything else.

    Python alone would take the digits of any alphabet, « ² », and numbers that no column holds.
    """
    sent = sent or ""
    is_number = sent.isascii() and sent.isdecimal() and len(sent) <= digits
    return int(sent) if is_number else None


def whole_numbers(sent: Iterable[str]) -> list[int]:
    """Those of several words that are numbers."""
    return [number for each in sent if (number := whole_number(each)) is not None]


def finite(word: str) -> float:
    """A number of a JSON file. Raises ValueError where it is none.

    Python alone reads 1e999 as « inf », and NaN, which no other reader of JSON would.
    """
    found = float(word)
    if not isfinite(found):
        raise ValueError(word)
    return found
