"""Numbers, as forms, addresses and files send them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite

# Ten digits and more are read, to be told as out of what the field holds rather than as no number.
_TYPED = re.compile(r"[+-]?(?:[0-9]{1,18}|[0-9]{1,3}(?:\s[0-9]{3}){1,5})")
_AMOUNT = re.compile(r"\+?[0-9]{1,18}(?:[.,]([0-9]{1,18}))?")


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


def typed_number(typed: str) -> int | None:
    """A whole number as people type it: 12, 12 000, -5. None for anything else, as `whole_number` does."""
    typed = typed.strip()
    return int("".join(typed.split())) if _TYPED.fullmatch(typed) else None


def typed_amount(typed: str, decimals: int = 2) -> Decimal | None:
    """An amount of euros as people type it: 620, 620,50, 1 250 €. None for anything else.

    « 1.250 » is none: it would be read as one euro twenty-five where somebody meant a thousand.
    """
    found = _AMOUNT.fullmatch("".join(typed.replace("€", "").split()))
    if found is None or len(found[1] or "") > decimals:
        return None
    return Decimal(found[0].replace(",", "."))


def finite(word: str) -> float:
    """A number of a JSON file. Raises ValueError where it is none.

    Python alone reads 1e999 as « inf », and NaN, which no other reader of JSON would.
    """
    found = float(word)
    if not isfinite(found):
        raise ValueError(word)
    return found
