"""Whole numbers, as forms, addresses and files send them."""

from __future__ import annotations

from collections.abc import Iterable


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
