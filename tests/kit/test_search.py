"""Full text: the same answers whatever is typed and whatever the database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from intranet.kit import search
from intranet.kit.db import db


def found(typed: str | None, kind: str = "opening") -> set[int]:
    matching = search.matching(kind, typed)
    assert matching is not None
    return set(db.session.scalars(select(matching.c.object_id)))


@pytest.fixture(autouse=True)
def three_openings(clean_database: None) -> None:
    search.index(
        "opening",
        1,
        title="Chargée de développement économique",
        address="/offres/1",
        summary="Nancy",
        words=["Zone d’activités"],
    )
    search.index(
        "opening",
        2,
        title="Directeur d’agence",
        address="/offres/2",
        summary="Développer l’économie",
        words=["Brest"],
    )
    search.index(
        "opening",
        3,
        title="Animatrice de filière",
        address="/offres/3",
        words=["Hôtel d’entreprises", "PME/PMI"],
    )
    search.index("course", 1, title="Développement territorial", address="/formations/1")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("développement", {1, 2}),
        ("DEVELOPPEMENT", {1, 2}),
        ("economiques", {1, 2}),
        ("chargé de développement", {1}),
        ("zones d'activité", {1}),
        ("hotel", {3}),
        ("zone foncier", set()),
        ("filieres animation", {3}),
        ("pmi", {3}),
        ("dével", {1, 2}),
        ("brest nancy", set()),
    ],
)
def test_words_are_folded_and_stemmed_and_all_of_them_asked(typed: str, expected: set[int]) -> None:
    assert found(typed) == expected


def test_several_kinds_are_searched_together() -> None:
    matching = search.matching(("opening", "course"), "développement")
    assert matching is not None
    assert len(db.session.execute(select(matching)).all()) == 3


def test_the_title_is_told_from_the_text() -> None:
    matching = search.matching("opening", "développement")
    assert matching is not None
    titled = dict(db.session.execute(select(matching.c.object_id, matching.c.in_title)).all())
    assert {key: bool(value) for key, value in titled.items()} == {1: True, 2: False}


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "NEAR(", 'a" OR "b', "title:x", "AND OR NOT", "^", "zzz " * 3000, "é" * 10_000, "'; DROP TABLE x", "\\", "%", "-", "{}", "1e5 12abc"],
)  # fmt: skip
def test_whatever_is_typed_is_only_words(typed: str) -> None:
    matching = search.matching("opening", typed)
    assert matching is None or db.session.execute(select(matching)).all() == []


def test_nothing_to_search_lists_everything() -> None:
    assert search.matching("opening", "  de la  ") is None
    assert search.matching("opening", None) is None


def test_what_is_indexed_again_is_found_by_its_new_words_alone() -> None:
    search.index("opening", 1, title="Responsable du commerce", address="/offres/1")
    assert found("commerce") == {1}
    assert found("nancy développement économique chargée") == set()


def test_what_is_forgotten_is_not_found() -> None:
    search.forget("opening", 1)
    assert found("développement") == {2}


def test_what_ended_long_ago_leaves_the_index() -> None:
    search.index(
        "opening",
        4,
        title="Poste clos",
        address="/offres/4",
        ends_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    search.forget_past(datetime(2026, 1, 20, tzinfo=UTC))
    assert found("clos") == {4}
    search.forget_past(datetime(2026, 3, 1, tzinfo=UTC))
    assert found("clos") == set()


def test_feminine_and_masculine_are_the_same_word() -> None:
    search.index("opening", 5, title="Chargé de mission foncière", address="/offres/5")
    assert found("chargée foncier") == {5}


def test_what_is_published_after_many_at_once_is_found_too() -> None:
    search.index_all(
        [
            {
                "kind": "opening",
                "object_id": number,
                "title": f"Poste {number}",
                "address": f"/offres/{number}",
                "summary": "",
                "ends_at": None,
                "words": "volume",
            }
            for number in (11, 12)
        ]
    )
    search.index("opening", 13, title="Poste d’après", address="/offres/13", words=["volume"])
    assert found("volume") == {11, 12, 13}


def test_many_at_once_may_be_none_and_nothing_is_written() -> None:
    """Starting content that is loaded again brings nothing new."""
    before = db.session.query(search.SearchEntry).count()
    search.index_all([])
    assert db.session.query(search.SearchEntry).count() == before


def test_an_extract_ends_by_an_ellipsis_in_the_place_of_a_full_stop() -> None:
    asked = search.read("friche")
    said = "La friche est reconvertie . Les entreprises arrivent une à une."

    shown = "".join(piece.text for piece in search.marked(said, asked, longest=30))

    assert shown == "La friche est reconvertie…"
