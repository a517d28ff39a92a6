"""Sets of places as whole numbers, whose bit *n* says whether place *n* belongs (docs/decisions/0016)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import compress
from typing import TypeVar

Mask = int
Value = TypeVar("Value", bound=Hashable)
FEW = 200  # bits found one by one; beyond, all are read at once
_TRUTH = bytes.maketrans(b"01", b"\x00\x01")  # a digit, as what is or is not


def mask_at(places: Iterable[int], size: int) -> Mask:
    """These bits set, of so many."""
    bits = bytearray(size // 8 + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def any_of(known: Mapping[Value, Mask], wanted: Iterable[Value]) -> Mask:
    """The places that bear one of these values, at least."""
    found = 0
    for value in wanted:
        found |= known.get(value, 0)
    return found


def positions_in(mask: Mask) -> list[int]:
    """The bits that are set, from the lowest."""
    if mask.bit_count() <= FEW:
        return first_in(mask, FEW)
    bits = f"{mask:b}"[::-1].encode().translate(_TRUTH)
    return list(compress(range(len(bits)), bits))


def first_in(mask: Mask, most: int) -> list[int]:
    """The lowest bits that are set, so many at most."""
    places: list[int] = []
    while mask and len(places) < most:
        lowest = mask & -mask
        places.append(lowest.bit_length() - 1)
        mask ^= lowest
    return places


def cut(mask: Mask, first: int, count: int | None) -> list[int]:
    """The bits that are set, from the lowest: those from one place on, so many at most."""
    if count is not None and first + count <= FEW:
        return first_in(mask, first + count)[first:]
    return positions_in(mask)[first:][:count]
