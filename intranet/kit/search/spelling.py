"""One wrong letter in a word of five or more is forgiven: a substitution, a letter too many or too
few, or two neighbours swapped (the restricted distance of Damerau and Levenshtein, of one).

The words of what anyone may read are kept as they are written. One slip leaves either the beginning
or the end of a word whole: both are kept apart, under an index, so that the few words worth
comparing are found by equality, on both databases, and compared here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Index, String, and_, bindparam, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.conditional import inserting
from intranet.kit.db import Model, db
from intranet.kit.portions import portions
from intranet.kit.search.words import LONGEST_QUESTION, MOST_WORDS, STOP_WORDS, stems
from intranet.kit.texts import fold

SHORTEST_FORGIVEN = 5
SHORTEST_KEPT = SHORTEST_FORGIVEN - 1  # a letter too many makes five of four
LONGEST_KEPT = 30
MOST_COMPARED = 4_000  # words read for one question
_LETTERS = re.compile(r"[^\W\d_]+")


class KnownWord(Model):
    """A word that stands in something that anyone may read."""

    __tablename__ = "known_word"
    __table_args__ = (
        Index("ix_known_word_head", "head", "length"),
        Index("ix_known_word_tail", "tail", "length"),
        Index("ix_known_word_stem", "stem"),
    )

    word: Mapped[str] = mapped_column(String(LONGEST_KEPT), primary_key=True)  # folded
    shown: Mapped[str] = mapped_column(String(LONGEST_KEPT))  # with its accents
    stem: Mapped[str] = mapped_column(String(LONGEST_KEPT))
    length: Mapped[int]
    head: Mapped[str] = mapped_column(String(LONGEST_KEPT))
    tail: Mapped[str] = mapped_column(String(LONGEST_KEPT))


@dataclass(frozen=True)
class Slip:
    """A word as it was typed, whether any text holds it, and the known words a letter away."""

    typed: str
    is_known: bool
    near: tuple[str, ...]


def learn(texts: Iterable[str]) -> None:
    """Know the words of some texts from now on."""
    said: dict[str, str] = {}
    for text in texts:
        for shown in _LETTERS.findall(text.lower()):
            word = fold(shown)
            if SHORTEST_KEPT <= len(word) <= LONGEST_KEPT and word.isascii():
                said.setdefault(word, shown)
    for some in portions(sorted(said)):
        known = set(db.session.scalars(_KNOWN, {"some": some}))
        rows = [
            _row(word, said[word]) for word in some if word not in known and word not in STOP_WORDS
        ]
        if rows:
            db.session.execute(inserting(KnownWord.__table__).on_conflict_do_nothing(), rows)


_WORDS = KnownWord.__table__.c
_KNOWN = select(_WORDS.word).where(_WORDS.word.in_(bindparam("some", expanding=True)))


def forget_words() -> None:
    """All of them, before the index is made anew: the words of what has left it go too."""
    db.session.execute(delete(KnownWord))


def slips_of(typed: str) -> list[Slip]:
    """What each word typed may have meant to be, in their order; one statement for all of them."""
    words = dict.fromkeys(_LETTERS.findall(typed[:LONGEST_QUESTION].lower()))
    long = [word for word in words if SHORTEST_FORGIVEN <= len(fold(word)) < LONGEST_KEPT]
    long = [word for word in long if fold(word) not in STOP_WORDS][:MOST_WORDS]
    if not long:
        return []
    near = [clause for word in long for form in _forms(word) for clause in _may_be_near(form)]
    same = KnownWord.stem.in_([stem for word in long for stem in stems(word)])
    rows = db.session.execute(
        select(KnownWord.word, KnownWord.shown, KnownWord.stem)
        .where(or_(same, *near))
        .order_by(KnownWord.length, KnownWord.word)
        .limit(MOST_COMPARED)
    ).all()
    return [_slip(word, rows) for word in long]


def one_letter_away(one: str, other: str) -> bool:
    """Whether one slip makes one word of the other; the same word is not."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = one[start + 1 : start + 2] + one[start] + one[start + 2 :]
    return swapped == other[start:]


def _slip(word: str, rows: Sequence[Any]) -> Slip:
    forms, said = _forms(word), set(stems(word))
    is_known = any(stem in said for _, _, stem in rows)
    by_stem: dict[str, str] = {}  # whichever form of a word: one is enough
    for known, shown, stem in rows:
        if stem not in said and any(one_letter_away(form, known) for form in forms):
            by_stem.setdefault(stem, shown)
    return Slip(word, is_known, tuple(by_stem.values()))


def _forms(word: str) -> tuple[str, str]:
    """As it is typed, and in the other number: texts may hold either."""
    folded = fold(word)
    return folded, folded[:-1] if folded.endswith(("s", "x")) else f"{folded}s"


def _may_be_near(word: str) -> Iterator[ColumnElement[bool]]:
    """The words one slip away have the same head at their beginning, or the same tail at their end."""
    for length in (len(word) - 1, len(word), len(word) + 1):
        head, tail = _ends(length)
        same_length = KnownWord.length == length
        yield and_(KnownWord.head == word[:head], same_length)
        yield and_(KnownWord.tail == word[len(word) - tail :], same_length)


def _ends(length: int) -> tuple[int, int]:
    """How many letters the head and the tail have: one letter between them belongs to neither, so
    that two neighbours swapped never touch both.
    """
    return length // 2 - 1, length - length // 2


def _row(word: str, shown: str) -> dict[str, object]:
    head, tail = _ends(len(word))
    return {
        "word": word,
        "shown": shown,
        "stem": (stems(word) or [word])[0],
        "length": len(word),
        "head": word[:head],
        "tail": word[len(word) - tail :],
    }
