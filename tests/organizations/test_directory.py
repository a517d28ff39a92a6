"""The directory: real bodies found by three letters, by region, by what they are."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask import Flask

from intranet.kit.db import db, every
from intranet.organizations import queries
from intranet.organizations.models import Kind, Organization
from tests.factories import MemberFactory
from tests.organizations.factories import entered
from tests.sql import counted
from tests.visitor import Visitor

MOST_STATEMENTS = 8


@pytest.fixture(autouse=True)
def some_organizations(clean_database: None) -> None:
    entered("CA Terres de Nancy", legal_form="CA", siren="200000123", population=40_000)
    entered("Métropole du Grand Nancy", legal_form="METRO", siren="245400676", population=257_000)
    entered("CC Nantes-sous-Bois", legal_form="CC", region_code="52", population=9_000)
    entered(
        "Intercommunalités de France", kind=Kind.FEDERATION, former_name="AdCF", region_code=None
    )
    entered("Agence nationale de la cohésion des territoires", kind=Kind.STATE, acronym="ANCT")


def found_by(typed: str) -> list[str]:
    query = queries.suggested(typed)
    return [found.name for found in every(query)] if query is not None else []


def test_three_letters_find_names_that_begin_so_first(app: Flask) -> None:
    assert found_by("nan") == [
        "Métropole du Grand Nancy",
        "CA Terres de Nancy",
        "CC Nantes-sous-Bois",
    ]
    assert found_by("gra") == ["Métropole du Grand Nancy"]
    assert found_by("cc n") == ["CC Nantes-sous-Bois"]


def test_accents_case_and_signs_do_not_matter(app: Flask) -> None:
    assert found_by("METROPOLE DU grand-nancy") == ["Métropole du Grand Nancy"]
    assert found_by("communauté de communes nantes") == ["CC Nantes-sous-Bois"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("anct", "Agence nationale de la cohésion des territoires"),
        ("adcf", "Intercommunalités de France"),
        ("245 400", "Métropole du Grand Nancy"),
    ],
)
def test_an_acronym_a_former_name_or_a_siren_will_do(app: Flask, typed: str, name: str) -> None:
    assert found_by(typed) == [name]


def test_one_letter_suggests_nothing(app: Flask) -> None:
    assert found_by("n") == []
    assert found_by(" %_") == []


def test_closed_bodies_are_no_longer_offered(app: Flask) -> None:
    closed = db.session.scalars(queries.known_as("245400676")).one()
    closed.closed_on = date(2026, 1, 1)
    db.session.commit()
    assert found_by("gra") == []


def test_the_suggestions_are_options_of_a_list(visitor: Visitor) -> None:
    options = visitor.open("/annuaire/suggestions?q=anc").soup.select("option")
    assert [option["value"] for option in options] == [
        "Agence nationale de la cohésion des territoires"
    ]


def test_the_directory_answers_words_and_filters(visitor: Visitor) -> None:
    page = visitor.open("/annuaire?q=nancy&region=44&type=epci")
    assert page.texts(".row h3") == ["CA Terres de Nancy", "Métropole du Grand Nancy"]
    assert page.text("#results-count") == "2 structures"
    assert visitor.open("/annuaire?q=AdCF").texts(".row h3") == ["Intercommunalités de France"]


def test_the_largest_come_first_on_demand(visitor: Visitor) -> None:
    page = visitor.open("/annuaire?type=epci&tri=population")
    assert page.texts(".row h3")[0] == "Métropole du Grand Nancy"


def test_a_facet_counts_without_its_own_filter(visitor: Visitor) -> None:
    page = visitor.open("/annuaire?region=52")
    counts = {said.split(" ")[0] for said in page.texts("fieldset.facet label")}
    assert "Grand" in counts
    assert page.texts(".row h3") == ["CC Nantes-sous-Bois"]


def test_the_words_of_its_page_find_it_too(visitor: Visitor) -> None:
    entered(
        "Relais des Vallons", kind=Kind.ASSOCIATION, about="Elle accompagne les tiers-lieux ruraux."
    )
    assert visitor.open("/annuaire?q=tiers-lieux").texts(".row h3") == ["Relais des Vallons"]


def test_the_fragment_is_the_page_s_own_part(visitor: Visitor) -> None:
    whole, part = visitor.open("/annuaire"), visitor.open("/annuaire?q=gra", into="results")
    whole.swap("#results", part)
    expected = visitor.open("/annuaire?q=gra").soup.select_one("#results")
    assert str(whole.soup.select_one("#results")) == str(expected)


@pytest.mark.parametrize(
    "query",
    [
        "region=999",
        "type=%00",
        "type=sorciers",
        "tri=hasard",
        "departement=zz",
        "page=0&q=%22NEAR(",
    ],
)
def test_unknown_filters_are_ignored_and_said(visitor: Visitor, query: str) -> None:
    if "%00" in query:
        visitor.open(f"/annuaire?{query}", status=400)
        return
    page = visitor.open(f"/annuaire?{query}")
    if "page" not in query:
        assert "Filtre ignoré" in page.text("#results")
    assert page.texts("#results-count") != []


def test_ten_thousand_characters_answer_a_page(visitor: Visitor) -> None:
    assert "Aucun résultat" in visitor.open("/annuaire?q=" + "zq" * 5_000).text("#results")
    visitor.open("/annuaire?q=" + "%25" * 3_000)
    visitor.open("/annuaire/suggestions?q=" + "nan " * 2_500)
    visitor.open("/annuaire?page=4999", status=404)


def test_the_list_leaves_as_csv_and_json(visitor: Visitor) -> None:
    table = visitor.open("/annuaire.csv?q=adcf").html
    assert "Intercommunalités de France" in table
    assert "Titre;Adresse;Sigle;SIREN" in table
    for number in range(51):
        entered(f"Structure {number}", kind=Kind.ASSOCIATION)
    assert len(visitor.open("/annuaire.csv?q=structure").html.strip().split("\n")) == 1 + 51
    told = json.loads(visitor.open("/annuaire.json?type=epci").html)
    assert told["total"] == 3
    assert told["items"][0]["url"].endswith("/annuaire/ca-terres-de-nancy")
    visitor.open("/annuaire.xlsx", status=404)


def test_a_page_says_who_it_is_and_where_that_comes_from(visitor: Visitor) -> None:
    entered(
        "Relais des Vallons", kind=Kind.ASSOCIATION, website="https://relais.example",
        about="Elle accompagne.", source_title="Une source", source_url="https://source.example",
        source_date="2024-03",
    )  # fmt: skip
    page = visitor.open("/annuaire/relais-des-vallons")
    assert page.texts("h1") == ["Relais des Vallons"]
    assert "Elle accompagne." in page.text()
    assert page.text(".source").startswith("Source : Une source")
    assert page.text(".source").endswith("mars 2024")
    assert page.link("relais.example") == "https://relais.example"
    visitor.open("/annuaire/inconnue", status=404)


def test_an_epci_without_a_text_is_told_by_its_figures(visitor: Visitor) -> None:
    page = visitor.open("/annuaire/metropole-du-grand-nancy")
    assert "Métropole de 257 000 habitants, en région Grand Est." in page.text().replace(
        "\u202f", " "
    ).replace("\xa0", " ")


def test_a_list_and_a_page_ask_little_of_the_database(visitor: Visitor) -> None:
    organization = db.session.scalars(queries.known_as("245400676")).one()
    member = MemberFactory(organization=organization)
    for reader in (None, member):
        if reader:
            visitor.sign_in(reader)
        for url in ("/annuaire?q=nan&region=44", organization.address):
            with counted() as statements:
                visitor.open(url)
            assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_every_organization_is_found_by_the_search_over_everything(app: Flask) -> None:
    from intranet.kit import search

    found = search.matching("organization", "cohesion territoires")
    assert found is not None
    ids = db.session.scalars(db.select(found.c.object_id)).all()
    assert [db.session.get_one(Organization, one).acronym for one in ids] == ["ANCT"]
