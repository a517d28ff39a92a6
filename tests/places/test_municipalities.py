"""A commune from what people type."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.kit.db import db, every
from intranet.places import queries
from tests.visitor import Visitor


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Nancy", "54395"), ("  nancy ", "54395"), ("NANCY (54)", "54395"), ("nancy 54", "54395"),
        ("54395", "54395"), ("54000", "54395"), ("54100", "54395"), ("Vandoeuvre les nancy", "54547"),
        ("Vandœuvre-lès-Nancy (54)", "54547"), ("75111", "75056"), ("75011", "75056"),
        ("2a004", "2A004"), ("ajaccio (2A)", "2A004"), ("20090", "2A004"),
        ("st-denis", "97411"), ("Saint-Denis (974)", "97411"), ("97400", "97411"),
        ("54500 Vandœuvre", "54547"), ("Nancy Cedex 54035", "54395"), ("Une déléguée (54000)", "54395"),
    ],
)  # fmt: skip
def test_a_name_a_code_or_a_postcode_will_do(app: Flask, typed: str, code: str) -> None:
    found = db.session.scalar(queries.named(typed).limit(1))
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        None,
        " ",
        "zzzz",
        "99999",
        "nancy (75)",
        "%",
        "_ancy",
        "n" * 10_000,
        "'; --",
        "(54)",
        "99999 Zzz",
    ],
)
def test_what_is_no_commune_finds_none(app: Flask, typed: str | None) -> None:
    assert db.session.scalar(queries.named(typed).limit(1)) is None


def test_five_figures_are_a_code_unless_a_far_larger_commune_has_that_postcode(app: Flask) -> None:
    """54500 is Vandœuvre’s postcode, and would be the code of a village."""
    from intranet.places.models import Municipality

    village = Municipality(
        code="54500", name="Village", folded="village", department_code="54", region_code="44",
        population=300, postcodes="54999",
    )  # fmt: skip
    db.session.add(village)
    db.session.commit()
    assert db.session.scalar(queries.named("54500").limit(1)).code == "54547"
    village.population = 20_000
    db.session.commit()
    assert db.session.scalar(queries.named("54500").limit(1)).code == "54500"


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("75101", "75056"), ("75120", "75056"), ("69381", "69123"), ("69389", "69123"),
        ("13201", "13055"), ("13216", "13055"), ("75100", "75100"), ("13217", "13217"),
        ("2A004", "2A004"), ("", ""), ("²", "²"),
    ],
)  # fmt: skip
@pytest.mark.no_database
def test_an_arrondissement_is_its_city(code: str, city: str) -> None:
    assert queries.whole_city(code) == city


@pytest.mark.parametrize(
    ("typed", "city"),
    [
        ("Paris 11e", "75056"), ("paris 1er arrondissement", "75056"), ("Lyon 03", "69123"),
        ("Marseille (8ème)", "13055"), ("Paris 21", None), ("Lyon 69", None), ("Paris (75)", None),
        ("Paris", None), ("Lyonnais 3e", None), ("Marseille 0", None),
    ],
)  # fmt: skip
@pytest.mark.no_database
def test_an_arrondissement_is_understood_as_one_writes_it(typed: str, city: str | None) -> None:
    assert queries.whole_city_named(typed) == city


def suggested(typed: str) -> list[str]:
    query = queries.suggested(typed)
    return [found.name for found in every(query)] if query is not None else []


def test_suggestions_put_the_exact_name_then_the_most_populous_first(app: Flask) -> None:
    assert suggested("nan") == ["Nancy", "Vandœuvre-lès-Nancy"]
    assert suggested("R") == []
    assert suggested("st d") == ["Saint-Denis"]
    assert suggested("5400") == ["Nancy"]
    assert suggested("nancy (5") == []
    assert suggested("nancy (54)") == ["Nancy"]
    assert suggested("%%") == []


def test_the_suggestions_are_options_that_the_server_understands(visitor: Visitor) -> None:
    for url in ("/lieux/communes?commune=van", "/lieux/communes?q=van"):
        options = visitor.open(url).soup.select("option")
        assert [option["value"] for option in options] == ["Vandœuvre-lès-Nancy (54)"]
    found = db.session.scalar(queries.named(options[0]["value"]).limit(1))
    assert found.code == "54547"
    assert visitor.open("/lieux/communes?q=" + "é" * 10_000).select("option") == []
