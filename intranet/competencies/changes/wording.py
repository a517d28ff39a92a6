"""Two wordings of one text: which words went, which came, and how much they have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

ALIKE = Fraction(4, 5)  # below it, a change is not one of form any more without a second reading
MOST_COMPARED = 250_000  # pairs of words: beyond, comparing would cost more than it tells
_TOKEN = re.compile(r"\S+|\s+")


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Words that follow one another and had the same fate."""

    mark: Mark
    text: str


@lru_cache(maxsize=2_000)
def marked(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts in one, with the words that went and those that came.

    By difflib on words (Ratcliff and Obershelp); texts too long for it are told as wholly
    rewritten between what they have in common at both ends.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Piece] = []
    for i1, i2, j1, j2 in _blocks(old, new):
        if old[i1:i2] == new[j1:j2]:
            found.append(Piece(Mark.SAME, "".join(old[i1:i2])))
            continue
        if i1 < i2:
            found.append(Piece(Mark.GONE, "".join(old[i1:i2])))
        if j1 < j2:
            found.append(Piece(Mark.NEW, "".join(new[j1:j2])))
    return tuple(found)


def ratio(before: str, after: str) -> Fraction:
    """How alike two texts are: twice the words they share over all their words; 1 for none at all.

    The ratio of Ratcliff and Obershelp, on words.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    shared = sum(
        _words(old[i1:i2]) for i1, i2, j1, j2 in _blocks(old, new) if old[i1:i2] == new[j1:j2]
    )
    every = _words(old) + _words(new)
    return Fraction(2 * shared, every) if every else Fraction(1)


def _words(tokens: list[str]) -> int:
    return sum(not token.isspace() for token in tokens)


def _blocks(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Stretches of both texts that answer one another, alike or not, in order."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    last_old, last_new = len(old) - end, len(new) - end
    middle_old, middle_new = old[start:last_old], new[start:last_new]
    if len(middle_old) * len(middle_new) > MOST_COMPARED:
        middle = [(0, len(middle_old), 0, len(middle_new))]
    else:
        matcher = SequenceMatcher(str.isspace, middle_old, middle_new, autojunk=False)
        middle = [(i1, i2, j1, j2) for _, i1, i2, j1, j2 in matcher.get_opcodes()]
    blocks = [
        (0, start, 0, start),
        *((i1 + start, i2 + start, j1 + start, j2 + start) for i1, i2, j1, j2 in middle),
        (last_old, len(old), last_new, len(new)),
    ]
    return [block for block in blocks if block[0] < block[1] or block[2] < block[3]]


def _common(old: list[str], new: list[str]) -> int:
    """How many words two texts begin with in common."""
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count
