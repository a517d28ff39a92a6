"""One wrong letter is forgiven in a word of five or more; two are not, nor is one in a short word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.search import Audience, KnownWord, one_letter_away, slips_of

WORDS = ("friche", "commerce", "developpement", "zones", "entreprise")


@pytest.fixture
def known_words(clean_database: None) -> None:
    search.index(
        "practice", 1, title="Friche et commerce", address="/pratiques/1",
        words=["Développement des zones", "Une entreprise"],
    )  # fmt: skip


def slipped(word: str) -> Iterator[str]:
    """Every word that one slip makes of it, with a letter that it may hold or not."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in "ez":
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("friche", "fricha"),  # another letter
        ("friche", "frche"),  # one too few
        ("friche", "friichhe"[:3] + "iche"),  # one too many
        ("friche", "firche"),  # two neighbours swapped
        ("friche", "riche"),
        ("friche", "friches"),
    ],
)
def test_one_slip_is_one_letter_away(one: str, other: str) -> None:
    assert one_letter_away(one, other)
    assert one_letter_away(other, one)


@pytest.mark.no_database
@pytest.mark.parametrize("other", ["friche", "fricehs", "hcirfe", "frch", "frichant", "cfrihe", ""])
def test_two_slips_are_not(other: str) -> None:
    assert not one_letter_away("friche", other)


def test_whatever_the_slip_the_word_is_found(known_words: None) -> None:
    for word in WORDS:
        for typed in slipped(word):
            if len(typed) < 5 or search.stems(typed) == search.stems(word):
                continue
            near = {one for slip in slips_of(typed) for one in slip.near}
            assert search.stems(word)[0] in {search.stems(one)[0] for one in near}, (word, typed)


def test_a_known_word_says_so_and_a_word_is_shown_with_its_accents(known_words: None) -> None:
    known, unknown = slips_of("commerces dévelopement")
    assert known.is_known
    assert not unknown.is_known
    assert unknown.near == ("développement",)


@pytest.mark.parametrize("typed", ["zoen", "frihce comemrce", "12345", "", "é" * 9_000, "' OR 1"])
def test_short_words_figures_and_nonsense_are_left_alone(known_words: None, typed: str) -> None:
    assert all(len(slip.typed) >= 5 for slip in slips_of(typed))


def test_what_only_the_network_may_know_teaches_nothing(known_words: None) -> None:
    before = db.session.scalar(select(func.count()).select_from(KnownWord))
    search.index(
        "person", 1, title="Guillemette Barthélemy", address="/1", audience=Audience.NETWORK
    )
    assert db.session.scalar(select(func.count()).select_from(KnownWord)) == before


def test_the_same_words_twice_are_known_once(known_words: None) -> None:
    search.index("practice", 2, title="Friche et commerce, encore", address="/pratiques/2")
    words = db.session.scalars(select(KnownWord.word)).all()
    assert len(words) == len(set(words))
    assert {"friche", "encore"} <= set(words)
