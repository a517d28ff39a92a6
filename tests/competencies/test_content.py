"""What the starting referential is made of: worded with care, sourced, found by the words people type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import pytest

from intranet.competencies import queries
from intranet.competencies.models import HIGHEST
from intranet.competencies.queries import Catalogue
from intranet.content import levels, referential
from intranet.content.written import read
from tests.visitor import Visitor

FACTS: dict[str, Any] = read(referential.FACTS)
ITEMS: list[dict[str, Any]] = [item for item in FACTS["items"] if item["kind"] != "domain"]
BY_CODE = {item["code"]: item for item in FACTS["items"]}
INFINITIVE = re.compile(r"[A-ZÉÈÀ][a-zà-ÿœ]+(er|ir|re)\b")


def levels_of(item: dict[str, Any]) -> range:
    """The levels above 0 at which an item exists."""
    return range(max(1, item.get("level_min", 1)), item.get("level_max", HIGHEST) + 1)


def words_in(value: Any) -> Iterator[str]:
    """Every text of the facts, however deep."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():  # fmt: skip
        yield from words_in(inner)


@pytest.mark.no_database
def test_about_ninety_items_have_levels_in_seven_domains_and_a_transversal_one() -> None:
    assert 85 <= len(ITEMS) <= 95
    assert sum(len(item["descriptors"]) == 4 for item in ITEMS) >= 90
    assert {item["code"] for item in FACTS["items"] if item["kind"] == "domain"} == {"D1", "D2", "D3", "D4", "D5", "D6", "D7", "T"}  # fmt: skip
    assert {item["kind"] for item in ITEMS} == {"mission", "know_how", "knowledge", "attitude"}


@pytest.mark.no_database
def test_each_item_describes_each_of_its_levels_by_a_verb() -> None:
    for item in ITEMS:
        assert list(item["descriptors"]) == list(levels_of(item)), item["code"]
        for text in item["descriptors"].values():
            assert INFINITIVE.match(text), (item["code"], text)
            assert text.endswith("."), (item["code"], text)


@pytest.mark.no_database
def test_no_sentence_is_used_twice() -> None:
    said = Counter(text for item in ITEMS for text in item["descriptors"].values())
    said.update(item["statement"] for item in FACTS["items"])

    assert [text for text, times in said.items() if times > 1] == []


@pytest.mark.no_database
def test_each_item_says_what_it_is_in_two_or_three_sentences() -> None:
    for item in ITEMS:
        assert 2 <= len(re.findall(r"[.:!?](?: |$)", item["statement"])) <= 5, item["code"]
        assert 120 <= len(item["statement"]) <= 420, item["code"]


@pytest.mark.no_database
def test_each_item_comes_from_sources_that_say_where_they_are_or_that_they_are_not_online() -> None:
    for item in FACTS["items"]:
        assert item["sources"], item["code"]
        assert set(item["sources"]) <= set(FACTS["sources"]), item["code"]
    for name, source in FACTS["sources"].items():
        assert source["url"] or re.search("document de départ|adresse non fournie", source["title"]), name  # fmt: skip
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", source["date"] or "2026"), name
    used = {name for one in [*FACTS["items"], *FACTS["profiles"]] for name in one["sources"]}
    assert set(FACTS["sources"]) == used


@pytest.mark.no_database
def test_only_the_two_titles_known_of_2017_are_attested() -> None:
    assert [item["code"] for item in FACTS["items"] if item.get("attested")] == ["D2", "D7"]


@pytest.mark.no_database
def test_the_tree_is_at_most_four_storeys_high_and_codes_tell_their_place() -> None:
    for item in ITEMS:
        above = item["code"].rpartition(".")[0] or item["code"][0]
        assert item["parent"] == above, item["code"]
        assert item["code"].count(".") < 3, item["code"]


def test_every_item_is_found_by_each_of_its_synonyms(catalogue: Catalogue) -> None:
    for item in ITEMS:
        assert 3 <= len(set(item["synonyms"])) == len(item["synonyms"]) <= 8, item["code"]
        for words in item["synonyms"]:
            found = {one.code for one in catalogue.about(words)}
            assert item["code"] in found, (item["code"], words)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("ZAE", "D4.2"), ("aides aux entreprises", "D3.3.2"), ("SRDEII", "D1.3.2"), ("PLUi", "D4.4"),
     ("ZAN", "D4.6"), ("friche", "D4.3.2"), ("tiers-lieu", "D3.3.1"), ("ESS", "D3.6"), ("CRTE", "D2.6.1"),
     ("ORT", "D3.7.3"), ("petites villes de demain", "D2.6"), ("action coeur de ville", "D2.6")],
)  # fmt: skip
def test_people_find_an_item_by_what_they_call_it(
    visitor: Visitor, typed: str, code: str, catalogue: Catalogue
) -> None:
    page = visitor.open(f"/referentiel?q={typed}")

    assert code in page.texts(".leaf .chip-code")


@pytest.mark.no_database
def test_what_precedes_never_turns_in_a_circle() -> None:
    after = FACTS["relations"]["precedes"]

    order = list(TopologicalSorter(after).static_order())

    assert set(order) <= set(BY_CODE)
    for kind, origins in FACTS["relations"].items():
        pairs = [(origin, target) for origin, targets in origins.items() for target in targets]
        assert len(pairs) == len(set(pairs)), kind
        assert all(origin != target for origin, target in pairs), kind
        assert {code for pair in pairs for code in pair} <= {item["code"] for item in ITEMS}, kind


@pytest.mark.no_database
def test_correspondences_stand_only_where_that_very_vocabulary_is_a_source() -> None:
    for entry in FACTS["correspondences"]:
        source = f"rome_{entry['identifier']}"
        told = [item["code"] for item in ITEMS if source in item["sources"]]
        assert set(entry["items"]) <= set(told), entry["identifier"]


@pytest.mark.no_database
def test_each_job_asks_for_fifteen_to_twenty_five_items_at_levels_that_exist() -> None:
    asked_by = {}
    assert len(FACTS["profiles"]) == 10
    for profile in FACTS["profiles"]:
        slug, asked = profile["slug"], profile["requirements"]
        codes = [one["code"] for one in asked]
        assert 15 <= len(set(codes)) == len(codes) <= 25, slug
        for one in asked:
            assert one["level"] in levels_of(BY_CODE[one["code"]]), (slug, one)
            assert one["weight"] in {1, 2, 3}, (slug, one)
        assert 2 <= sum(one["mandatory"] for one in asked) <= 5, slug
        assert codes == sorted(codes, key=list(BY_CODE).index), slug
        asked_by[slug] = {(one["code"], one["level"]) for one in asked}
    for slug, asked in asked_by.items():
        others = [len(asked & other) for name, other in asked_by.items() if name != slug]
        assert max(others, default=0) < 0.7 * len(asked), slug


@pytest.mark.no_database
def test_what_is_said_of_items_elsewhere_names_items_and_levels_that_exist() -> None:
    told = {name: read(referential.FACTS.parent / f"{name}.yaml") for name in ("openings", "courses", "practices")}  # fmt: skip

    for one in told["openings"]["openings"]:
        assert len(one["required"]) <= 8, one["key"]
        for asked in [*one["required"], *one["desired"]]:
            assert asked["level"] in levels_of(BY_CODE[asked["code"]]), (one["key"], asked)
        assert one.get("job_profile") in {None, *(each["slug"] for each in FACTS["profiles"])}
    for one in told["courses"]["courses"]:
        for taught in one["competencies"]:
            assert 0 <= taught["before"] < taught["after"], one["key"]
            assert taught["after"] in levels_of(BY_CODE[taught["code"]]), (one["key"], taught)
    for one in told["practices"]["practices"]:
        assert len({shown["code"] for shown in one["competencies"]}) == len(one["competencies"]) <= 8  # fmt: skip
        for shown in one["competencies"]:
            assert shown["level"] in levels_of(BY_CODE[shown["code"]]), (one["slug"], shown)
    for login, answers in levels.SAID.items():
        for code, level in answers.items():
            known = {0, *levels_of(BY_CODE[code])}
            assert level is None or int(level[0]) in known, (login, code)


@pytest.mark.no_database
def test_the_facts_are_typed_as_people_write_french() -> None:
    for words in words_in({key: FACTS[key] for key in FACTS if key != "framework"}):
        if not words.startswith("http"):
            assert not re.search(r"\w'\w|  |\.\.\.|[\"“”]|oeu|Oeu", words), words


def test_relations_are_in_the_edition_that_is_sealed(catalogue: Catalogue) -> None:
    sealed = queries.contents(catalogue)

    kinds = Counter(relation["kind"] for relation in sealed["relations"])
    assert kinds["precedes"] == sum(map(len, FACTS["relations"]["precedes"].values()))
    assert kinds["isRelatedTo"] == sum(map(len, FACTS["relations"]["isRelatedTo"].values())) + sum(len(entry["items"]) for entry in FACTS["correspondences"])  # fmt: skip
