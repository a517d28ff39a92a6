"""What was meant by words that find nothing: the likeliest of what a forgiven slip would find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intranet.competencies.synonyms import ALIKE
from intranet.kit import search
from intranet.kit.search import Reader, Slip

MOST_TRIED = 12  # ways of reading a question
_WORD = re.compile(r"[^\W\d_]+")


def meant(typed: str, reader: Reader) -> str | None:
    """The same question, its unknown words corrected; where all are known, one of them.

    Only what the reader may read decides: a word that only others could find is never told.
    """
    slips = [slip for slip in search.slips_of(typed) if slip.near]
    unknown = [slip for slip in slips if not slip.is_known]
    if not unknown:
        ways = [_with(typed, slip.typed, near) for slip, near in _pairs(slips)]
        return _most_found(ways[:MOST_TRIED], reader)
    said = typed
    for slip in unknown[:MOST_TRIED]:
        best = _most_found(slip.near[:MOST_TRIED], reader)
        if best is None:
            return None
        said = _with(said, slip.typed, best)
    return said


def _pairs(slips: Sequence[Slip]) -> Iterator[tuple[Slip, str]]:
    for slip in slips:
        for near in slip.near:
            yield slip, near


def _most_found(ways: Sequence[str], reader: Reader) -> str | None:
    """The one that finds most; the first of those that find as much; None where none finds any."""
    if not ways:
        return None
    counts = search.count_each([search.read(way, ALIKE) for way in ways], reader)
    most = max(counts)
    return ways[counts.index(most)] if most else None


def _with(typed: str, wrong: str, right: str) -> str:
    return _WORD.sub(lambda found: right if found[0].lower() == wrong else found[0], typed)
