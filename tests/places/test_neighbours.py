"""Which départements touch which."""

from __future__ import annotations

import pytest

from intranet.places.shapes import department_names, is_overseas, neighbours_of

pytestmark = pytest.mark.no_database
METRO = [code for code in department_names() if len(code) == 2]


def test_who_touches_is_touched_and_every_departement_touches_one() -> None:
    for code in METRO:
        assert neighbours_of(code), code
        assert all(code in neighbours_of(other) for other in neighbours_of(code)), code


@pytest.mark.parametrize(
    ("code", "touching"),
    [
        ("54", "55 57 67 88"), ("29", "22 56"), ("06", "04 83"), ("2A", "2B"), ("75", "92 93 94"),
        ("77", "02 10 45 51 60 89 91 93 94 95"), ("13", "04 30 83 84"), ("974", ""), ("99", ""),
    ],
)  # fmt: skip
def test_neighbours_are_those_that_everybody_knows(code: str, touching: str) -> None:
    assert " ".join(neighbours_of(code)) == touching


def test_la_reunion_lies_overseas_and_corsica_does_not() -> None:
    assert is_overseas("04")
    assert not is_overseas("94")
