"""The board for other programs: what the page shows, limited as it is."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from intranet.openings.models import Route
from tests.openings.factories import OpeningFactory, found_by_words
from tests.visitor import Visitor


def test_the_same_filters_give_the_same_openings_in_each_form(
    visitor: Visitor, edition: object
) -> None:
    found_by_words(title="Responsable foncier", routes=(Route.TRANSFER, Route.DETACHMENT))
    found_by_words(title="Responsable du commerce", municipality_code="35238")
    OpeningFactory(draft=True)

    told = visitor.open("/offres.json?region=44").response.json
    assert told["total"] == 1
    assert told["next"] is None
    assert told["items"][0]["title"] == "Responsable foncier"
    assert told["items"][0]["Modalités d’accès"] == "Mutation, Détachement"

    lines = visitor.open("/offres.csv?q=commerce").response.text.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Responsable du commerce;http://localhost/offres/")

    feed = visitor.client.get("/offres.atom?region=44")
    assert feed.content_type == "application/atom+xml; charset=utf-8"
    [entry] = BeautifulSoup(feed.text, "xml").select("entry")
    assert entry.select_one("id").text.startswith("urn:uuid:")  # type: ignore[union-attr]
    assert entry.select_one("title").text == "Responsable foncier"  # type: ignore[union-attr]


def test_an_export_gives_fifty_a_page_then_leads_to_the_next(
    visitor: Visitor, edition: object
) -> None:
    for _ in range(52):
        OpeningFactory()
    first = visitor.open("/offres.json").response.json
    assert len(first["items"]) == 50
    assert first["total"] == 52
    rest = visitor.open(first["next"].removeprefix("http://localhost")).response.json
    assert len(rest["items"]) == 2
    assert rest["next"] is None


@pytest.mark.parametrize("form", ["csv", "json", "atom"])
def test_an_empty_list_and_unknown_codes_are_answered(
    visitor: Visitor, edition: object, form: str
) -> None:
    assert visitor.client.get(f"/offres.{form}?region=999&q=%22").status_code == 200


@pytest.mark.no_database
def test_another_ending_is_not_found(visitor: Visitor) -> None:
    visitor.open("/offres.exe", status=404)
