"""What is kept of answers, and how much of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from intranet.kit.kept import Kept

pytestmark = pytest.mark.no_database


def test_what_nobody_asks_any_more_makes_room_for_what_is_asked() -> None:
    kept, reckoned = Kept(3), list[str]()

    def reckon(word: str) -> str:
        reckoned.append(word)
        return word.upper()

    def ask(word: str) -> str:
        return kept((word,), lambda: reckon(word))

    for number in range(10):
        assert (ask("souvent"), ask(f"une fois {number}")) == ("SOUVENT", f"UNE FOIS {number}")
    assert reckoned.count("souvent") == 1 and len(kept.answers) == 3
    ask("une fois 0")
    assert reckoned.count("une fois 0") == 2


def test_several_people_at_once_are_all_answered() -> None:
    kept = Kept(1)

    def ask(number: int) -> int:
        return kept((number % 5,), lambda: number % 5)

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(ask, range(2_000))) == [number % 5 for number in range(2_000)]
    assert len(kept.answers) <= 1
