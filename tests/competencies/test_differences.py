"""What changes from one edition to another, and the number that follows from it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.competencies.differences import (
    Bump,
    as_plain,
    as_rows,
    differences,
    next_number,
)
from intranet.competencies.models import SuccessionKind

pytestmark = pytest.mark.no_database


def item(code: str, parent: str | None = None, **said: Any) -> dict[str, Any]:
    """An item whose uuid is its first code: that one stays when the code changes."""
    return {
        "uuid": code,
        "uri": f"urn:{code}",
        "code": code,
        "parent": parent,
        "position": 1,
        "kind": "know_how" if parent else "domain",
        "title": f"Compétence {code}",
        "statement": "Conduire un diagnostic du tissu économique.",
        "notes": "",
        "keywords": [],
        "synonyms": [],
        "sources": [],
        "level_min": 0,
        "level_max": 4,
        "is_assessable": parent is not None,
        "is_attested": False,
        "levels": {"1": "Décrire", "2": "Analyser"},
    } | said


def said(*items: dict[str, Any], number: str = "0.9.0", **more: Any) -> dict[str, Any]:
    return {
        "framework": {"uuid": "f", "title": "Référentiel", "creator": "Réseau", "license": "CC"},
        "number": number,
        "title": "Proposition",
        "notice": "",
        "scale": [{"value": 1, "label": "Initié", "descriptor": "Avec aide."}],
        "items": list(items),
    } | more


def replaced(origin: str, target: str) -> dict[str, Any]:
    return tie("replacedBy", origin, target)


def tie(kind: str, origin: str, target: str, **more: Any) -> dict[str, Any]:
    return {
        "uuid": f"{kind}-{origin}-{target}",
        "kind": kind,
        "origin": origin,
        "target": target,
        "external": None,
        "position": 0,
        "group": "",
        "notes": "",
    } | more


BASE = said(item("D1"), item("A", "D1"), item("B", "D1"), item("C", "D1"), item("D2"))


def after(*gone: str, plus: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    kept = [copy.deepcopy(one) for one in BASE["items"] if one["uuid"] not in gone]
    return said(*kept, *plus, **more)


def edited(uuid: str, **words: Any) -> dict[str, Any]:
    text = after()
    for one in text["items"]:
        if one["uuid"] == uuid:
            one.update(words)
    return text


def test_an_edition_differs_in_nothing_from_itself() -> None:
    found = differences(BASE, copy.deepcopy(BASE))

    assert (found.bump, found.is_empty, list(as_rows(found))) == (Bump.NONE, True, [])


def test_arrivals_and_departures_are_told_apart() -> None:
    found = differences(BASE, after("C", plus=(item("E", "D2"),)))

    assert [entry.code for entry in found.added] == ["E"]
    assert [entry.code for entry in found.retired] == ["C"]
    assert found.bump is Bump.MAJOR


@pytest.mark.parametrize(
    ("gone", "new", "relations", "kind", "before", "then"),
    [
        ("A", "E", [("A", "E")], SuccessionKind.REPLACED, ["A"], ["E"]),
        ("A", "EF", [("A", "E"), ("A", "F")], SuccessionKind.SPLIT, ["A"], ["E", "F"]),
        ("AB", "E", [("A", "E"), ("B", "E")], SuccessionKind.MERGED, ["A", "B"], ["E"]),
        ("A", "", [("A", "B")], SuccessionKind.MERGED, ["A", "B"], ["B"]),
    ],
)
def test_what_takes_the_place_of_what_is_gone(
    gone: str, new: str, relations: Any, kind: SuccessionKind, before: list[str], then: list[str]
) -> None:
    plus = tuple(item(code, "D1") for code in new)
    ties = [replaced(*pair) for pair in relations]

    found = differences(BASE, after(*gone, plus=plus, relations=ties))

    [became] = found.becomings
    assert became.kind is kind
    assert [entry.code for entry in became.before] == before
    assert [entry.code for entry in became.after] == then
    assert (found.added, found.retired, found.ties) == ((), (), ())
    assert found.bump is Bump.MAJOR


def test_a_chain_of_successors_is_followed_to_its_end_even_if_it_loops() -> None:
    ties = [replaced("A", "X"), replaced("X", "E"), replaced("B", "Y"), replaced("Y", "B")]

    found = differences(BASE, after("A", "B", plus=(item("E", "D1"),), relations=ties))

    assert [(fate.before, fate.after) for one in found.becomings for fate in one.fates] == [("A", "E")]  # fmt: skip
    assert [entry.code for entry in found.retired] == ["B"]


def test_an_item_split_and_merged_at_once_is_read_item_by_item() -> None:
    ties = [replaced("A", "E"), replaced("A", "F"), replaced("B", "F")]
    plus = (item("E", "D1"), item("F", "D1"))

    [became] = differences(BASE, after("A", "B", plus=plus, relations=ties)).becomings

    assert {(fate.before, fate.after): fate.kind for fate in became.fates} == {
        ("A", "E"): SuccessionKind.SPLIT,
        ("A", "F"): SuccessionKind.MERGED,
        ("B", "F"): SuccessionKind.MERGED,
    }


def test_a_move_says_from_where_to_where() -> None:
    [moved] = differences(BASE, edited("A", parent="D2")).moved

    assert moved.parent_before and moved.parent_before.code == "D1"
    assert moved.parent_after and moved.parent_after.code == "D2"


def test_an_arrival_in_the_middle_moves_nobody() -> None:
    text = after()
    text["items"].insert(1, item("Z", "D1"))
    for position, one in enumerate(text["items"]):
        one["position"] = position

    found = differences(BASE, text)

    assert [entry.code for entry in found.added] == ["Z"]
    assert (found.moved, found.edited) == ((), ())


def test_a_new_order_is_told_of_the_one_that_changed_places() -> None:
    text = after()
    text["items"] = [text["items"][n] for n in (0, 3, 1, 2, 4)]

    [changed] = differences(BASE, text).edited

    assert changed.after.code == "C"
    assert [(c.before, c.after) for c in changed.changes] == [("3", "1")]


BUMPS = {
    "title": ("Autre", Bump.PATCH),
    "statement": ("Autre.", Bump.PATCH),
    "notes": ("Une note.", Bump.PATCH),
    "keywords": (["mot"], Bump.PATCH),
    "synonyms": (["mot"], Bump.PATCH),
    "sources": ([{"title": "ARADEL", "url": None, "date": "1999"}], Bump.PATCH),
    "is_attested": (True, Bump.PATCH),
    "code": ("A9", Bump.MINOR),
    "kind": ("knowledge", Bump.MINOR),
    "parent": ("D2", Bump.MINOR),
    "level_min": (1, Bump.MINOR),
    "level_max": (3, Bump.MINOR),
    "levels": ({"1": "Décrire", "2": "Analyser", "3": "Conduire"}, Bump.MINOR),
    "examples": ({"1": "Une note."}, Bump.MINOR),
    "is_assessable": (False, Bump.MAJOR),
}


@pytest.mark.parametrize("field", BUMPS)
def test_the_number_follows_from_what_changes(field: str) -> None:
    value, bump = BUMPS[field]

    found = differences(BASE, edited("A", **{field: value}))

    assert found.bump is bump
    assert list(as_rows(found))


def test_nothing_that_an_item_says_escapes_the_comparison() -> None:
    untold = {"uuid", "uri", "position"}  # its identity; its rank is read from the order
    assert set(BASE["items"][1]) | {"examples"} == set(BUMPS) | untold


@pytest.mark.parametrize(
    ("more", "bump"),
    [
        ({"title": "Édition du réseau"}, Bump.PATCH),
        ({"notice": "Adoptée à Nancy."}, Bump.PATCH),
        ({"framework": BASE["framework"] | {"license": "Etalab"}}, Bump.PATCH),
        ({"relations": [tie("precedes", "A", "B")]}, Bump.MINOR),
        ({"scale": [{"value": 1, "label": "Débutant", "descriptor": "Avec aide."}]}, Bump.MAJOR),
    ],
)
def test_what_is_said_around_the_items_counts_too(more: dict[str, Any], bump: Bump) -> None:
    assert differences(BASE, after(**more)).bump is bump


@pytest.mark.parametrize(
    ("number", "bump", "expected"),
    [
        ("0.9.0", Bump.MAJOR, "1.0.0"),
        ("0.9.3", Bump.MINOR, "0.10.0"),
        ("1.2.9", Bump.PATCH, "1.2.10"),
        ("1.2.9", Bump.NONE, "1.2.9"),
        ("2", Bump.MINOR, "2.1.0"),
        ("2026-bis", Bump.PATCH, "0.0.1"),
        ("0.9.0+brouillon", Bump.PATCH, "0.9.1"),
    ],
)
def test_numbers_are_worked_out_even_from_odd_ones(number: str, bump: Bump, expected: str) -> None:
    assert next_number(number, bump) == expected


def test_other_forms_say_as_much() -> None:
    text = after("A", plus=(item("E", "D1"), item("F", "D1")), relations=[replaced("A", "E"), replaced("A", "F")])  # fmt: skip
    text["items"][1]["title"] = "Autre"
    found = differences(BASE, text)

    plain, rows = as_plain(found), list(as_rows(found))

    assert plain["bump"] == "major"
    assert [e["code"] for e in plain["split"][0]["after"]] == ["E", "F"]
    assert [row[0] for row in rows] == ["Scindée", "Scindée", "Modifiée"]
    assert {len(row) for row in rows} == {10}


codes = st.sampled_from("ABCDEFGH")


@given(
    st.sets(codes), st.sets(codes), st.sets(st.tuples(codes, codes).filter(lambda p: p[0] != p[1]))
)
def test_every_item_is_accounted_for_once(
    old: set[str], new: set[str], pairs: set[tuple[str, str]]
) -> None:
    before = said(item("D1"), *(item(code, "D1") for code in sorted(old)))
    then = said(item("D1"), *(item(code, "D1") for code in sorted(new)))
    then["relations"] = [replaced(*pair) for pair in sorted(pairs)]

    found = differences(before, then)

    gone = [entry.uuid for entry in found.retired]
    came = [entry.uuid for entry in found.added]
    left = [entry.uuid for one in found.becomings for entry in one.before]
    right = [entry.uuid for one in found.becomings for entry in one.after]
    assert sorted(gone + [uuid for uuid in left if uuid not in new]) == sorted(old - new)
    assert set(came) <= new - old
    assert set(came) | {uuid for uuid in right if uuid not in old} == new - old
    assert len(set(left)) == len(left) and len(set(right)) == len(right)
