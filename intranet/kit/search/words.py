"""What is said, as the search reads it: stems, phrases that mean the same, and what to mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from intranet.kit.texts import before_ellipsis, fold, typo

MOST_WORDS = 12  # of a question; more only slows
LONGEST_QUESTION = 400  # characters read of what was typed
STOP_WORDS = frozenset(
    [
        "a", "au", "aux", "avec", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du",
        "elle", "en", "et", "eux", "il", "ils", "j", "je", "l", "la", "le", "les", "leur",
        "leurs", "lui", "m", "ma", "mais", "me", "mes", "mon", "n", "ne", "nos", "notre", "nous",
        "on", "ou", "par", "pas", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "son",
        "sur", "t", "ta", "te", "tes", "toi", "ton", "tu", "un", "une", "vos", "votre", "vous",
        "y", "h", "f",
    ]
)  # fmt: skip
_FOLDED_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"\w+")
# Folded, chargée would not share the stem of chargé, nor foncière that of foncier; and the stemmer
# leaves the plural of emploi, of cluster, of lieu as other words.
_ONE_FORM = (
    (re.compile(r"(?<=\w{4})s$"), ""),
    (re.compile(r"ieux$"), "ieu"),
    (re.compile(r"ee$"), "e"),
    (re.compile(r"iere$"), "ier"),
)
_stem = Stemmer.Stemmer("french", maxCacheSize=20_000)

Phrase = tuple[str, ...]  # stems
Asked = list[tuple[Phrase, ...]]  # for each thing asked, the phrases that say it


class Piece(NamedTuple):
    """A part of a text: one that answers what was asked, or the rest between two of them."""

    text: str
    is_hit: bool


def stems(words: str) -> list[str]:
    """The stems of a text, in its order, without the words that say nothing."""
    found = [word for word in _FOLDED_WORD.findall(fold(words)) if word not in STOP_WORDS]
    for form, instead in _ONE_FORM:
        found = [form.sub(instead, word) for word in found]
    stemmed: list[str] = _stem.stemWords(found)
    return stemmed


def read(typed: str | None, alike: Sequence[Sequence[str]] = ()) -> Asked:
    """What somebody asks for: empty where nothing typed can be searched."""
    typed_stems = stems((typed or "")[:LONGEST_QUESTION])[:MOST_WORDS]
    return with_others(typed_stems, alike)


def with_others(found: Sequence[str], alike: Sequence[Sequence[str]]) -> Asked:
    """What is asked, each phrase of a group beside those that mean the same; the longest first."""
    others = _others_of(tuple(tuple(group) for group in alike))
    asked: Asked = []
    place = 0
    while place < len(found):
        rest = tuple(found[place:])
        said = max(
            (phrase for phrase in others if rest[: len(phrase)] == phrase),
            key=len,
            default=rest[:1],
        )
        asked.append((said, *(each for each in others.get(said, ()) if each != said)))
        place += len(said)
    return asked


@cache
def _others_of(alike: tuple[Phrase, ...]) -> dict[Phrase, list[Phrase]]:
    """From the stems of each phrase to those of its group."""
    others: dict[Phrase, list[Phrase]] = {}
    for group in alike:
        phrases = [tuple(stems(words)) for words in group]
        for phrase in phrases:
            known = others.setdefault(phrase, [])
            known += [each for each in phrases if each not in known]
    return others


def may_be_unfinished(asked: Asked) -> bool:
    """Whether the last word typed may be the beginning of one: two letters would begin too many."""
    return len(asked[-1][0][-1]) > 2


def marked(text: str, asked: Asked, longest: int = 0) -> list[Piece]:
    """A text as it is shown, cut where its words answer what is asked; the rest is as it was.

    `longest`: so many characters at most, around the first word that answers.
    """
    shown = typo(text).unescape()
    words = [(found.span(), _stem_of(found[0])) for found in _WORD.finditer(shown)]
    held = {stem for _, stem in words}
    said = [phrase for phrases in asked for phrase in phrases if held.issuperset(phrase)]
    wanted = {stem for phrase in [*said, *(phrases[0] for phrases in asked)] for stem in phrase}
    begun = asked[-1][0][-1] if asked and may_be_unfinished(asked) else None
    hits = [span for span, stem in words if stem in wanted or (begun and stem.startswith(begun))]
    first, last = _window(shown, hits[0][0] if hits else 0, longest)
    return list(_cut(shown, hits, first, last))


def _cut(text: str, hits: Sequence[tuple[int, int]], first: int, last: int) -> Iterator[Piece]:
    if first:
        yield Piece("… ", is_hit=False)
    done = first
    for start, end in hits:
        if start < first or end > last:
            continue
        if start > done:
            yield Piece(text[done:start], is_hit=False)
        yield Piece(text[start:end], is_hit=True)
        done = end
    if done < last:
        yield Piece(text[done:last], is_hit=False)
    if last < len(text):
        yield Piece("…", is_hit=False)


def _window(text: str, hit: int, longest: int) -> tuple[int, int]:
    """From where to where a long text is shown, at whole words."""
    if not longest or len(text) <= longest:
        return 0, len(text)
    first = 0 if hit < longest * 2 // 3 else text.rfind(" ", 0, hit - longest // 3) + 1
    if first + longest >= len(text):
        return first, len(text)
    shown = before_ellipsis(text[first : first + longest].rpartition(" ")[0])
    return first, first + (len(shown) or longest)


@lru_cache(maxsize=20_000)
def _stem_of(word: str) -> str:
    found = stems(word)
    return found[0] if len(found) == 1 else ""
