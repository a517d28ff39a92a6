"""What a question that finds nothing would find with a word less."""

from __future__ import annotations

from dataclasses import dataclass

from intranet.competencies.synonyms import ALIKE
from intranet.kit import search
from intranet.kit.search import MOST_WORDS, Reader, stems


@dataclass(frozen=True)
class Wider:
    """The same question without one of its words, and how much that finds."""

    words: str
    without: str
    total: int


def without_a_word(typed: str, reader: Reader) -> list[Wider]:
    """The ways that find something, the closest to what was asked first: those that find least."""
    said = typed.split()[: MOST_WORDS * 2]
    ways = [
        (" ".join(said[:place] + said[place + 1 :]), word)
        for place, word in enumerate(said)
        if stems(word)
    ][:MOST_WORDS]
    asked = [(way, word, search.read(way, ALIKE)) for way, word in ways]
    asked = [each for each in asked if each[2]]
    if not asked:
        return []
    counts = search.count_each([each for _, _, each in asked], reader)
    found = [
        Wider(way, word, total)
        for (way, word, _), total in zip(asked, counts, strict=True)
        if total
    ]
    return sorted(found, key=lambda wider: wider.total)
