"""The board for other sites: aggregators, search engines, feeds, spreadsheets."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update
from werkzeug.test import TestResponse

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.openings.models import Opening
from tests.factories import OrganizationFactory
from tests.openings.factories import OpeningFactory, found_by_words
from tests.sql import counted
from tests.visitor import Visitor

INDEED, MAP = "/offres.indeed.xml", "/offres.sitemap.xml"


def get(visitor: Visitor, address: str, known: str = "") -> TestResponse:
    """What another program reads; `known`: the tag of what it has already."""
    return visitor.client.get(address, headers={"If-None-Match": known} if known else {})


def told(visitor: Visitor, address: str) -> Tag:
    answer = get(visitor, address)
    assert answer.status_code == 200, address
    assert answer.content_type.startswith("application/")
    return BeautifulSoup(answer.text, "xml")


def words(found: Any, name: str) -> str:
    element = found.select_one(name)
    return element.text if element else ""


def test_aggregators_read_what_the_page_says(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory(
        title="Responsable <foncier> & commerce",
        missions="Une **mission** & des chiffres < 10. " * 6,
        organization=OrganizationFactory(name="CA des Trois-Rives"),
        pay_min=31_000,
        pay_max=39_000,
    )

    [job] = told(visitor, INDEED).select("job")

    assert words(job, "title") == "Responsable <foncier> & commerce"
    assert words(job, "company") == "CA des Trois-Rives"
    assert words(job, "city") == "Nancy"
    assert words(job, "country") == "FR"
    assert words(job, "url") == f"http://localhost/offres/{opening.id}"
    assert "<strong>mission</strong>" in words(job, "description")
    assert words(job, "salary") == "31000 - 39000 EUR par an"
    assert words(job, "jobtype") == "fulltime"
    assert words(job, "expirationdate").endswith("+0000")


@pytest.mark.parametrize(
    "given",
    [
        {"over": True}, {"closed": True}, {"draft": True}, {"in_review": True}, {"forgotten": True},
        {"filled": 1}, {"is_demo": True}, {"publish_at": now() + timedelta(days=3)},
    ],
)  # fmt: skip
def test_what_is_not_live_or_only_shows_the_site_is_nowhere_outside(
    visitor: Visitor, edition: object, given: dict[str, Any]
) -> None:
    OpeningFactory(**given)
    assert not told(visitor, INDEED).select("job")
    assert not told(visitor, MAP).select("url")


def test_an_employer_that_is_not_named_is_not_named_outside(
    visitor: Visitor, edition: object
) -> None:
    OpeningFactory(organization=OrganizationFactory(name="Agence Zibeline"), is_confidential=True)
    found_by_words(organization=OrganizationFactory(name="Agence Zibeline"), is_confidential=True)
    for address in (INDEED, MAP, "/offres.atom", "/offres.json", "/offres.csv"):
        assert "Zibeline" not in get(visitor, address).text, address
    assert len(told(visitor, INDEED).select("job")) == 2


def test_the_same_filters_hold_for_aggregators(visitor: Visitor, edition: object) -> None:
    found_by_words(title="Responsable foncier")
    found_by_words(title="Responsable du commerce", municipality_code="35238")
    jobs = told(visitor, f"{INDEED}?q=commerce&region=53").select("job")
    assert [words(job, "title") for job in jobs] == ["Responsable du commerce"]


def test_search_engines_are_led_to_each_live_opening(visitor: Visitor, edition: object) -> None:
    opening = OpeningFactory()
    db.session.execute(update(Opening).values(updated_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC)))
    robots = get(visitor, "/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    maps = [each.text for each in told(visitor, "/sitemap.xml").select("loc")]
    assert maps == [f"http://localhost{each}" for each in (MAP, "/pratiques.sitemap.xml")]
    [url] = told(visitor, MAP).select("url")
    assert words(url, "loc") == f"http://localhost/offres/{opening.id}"
    assert words(url, "lastmod") == "2026-07-01"  # in Paris


def test_a_closed_site_tells_nothing_outside(
    app: Flask, visitor: Visitor, edition: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = OpeningFactory()
    monkeypatch.setitem(app.config, "SITE_IS_PUBLIC", False)
    assert get(visitor, INDEED).status_code in {302, 401}
    assert "Disallow: /\n" in get(visitor, "/robots.txt").text
    visitor.sign_in(opening.owner)
    assert not told(visitor, INDEED).select("job")
    assert not told(visitor, MAP).select("url")


@pytest.mark.parametrize("address", [INDEED, MAP, "/offres.atom", "/offres.atom?q=rien"])
def test_what_did_not_change_is_not_sent_again(
    visitor: Visitor, edition: object, address: str
) -> None:
    OpeningFactory()
    tag = get(visitor, address).headers["ETag"]
    again = get(visitor, address, tag)
    assert again.status_code == 304
    assert not again.data
    opening = found_by_words(title="Rien de tel (F/H)")
    assert get(visitor, address, tag).status_code == 200
    assert get(visitor, address, tag).headers["ETag"] != tag
    opening.filled = 1
    db.session.commit()
    assert get(visitor, address, tag).status_code == 304


def test_aggregators_cost_the_same_statements_for_three_or_thirty(
    visitor: Visitor, edition: object
) -> None:
    told(visitor, INDEED)
    costs = []
    for count in (3, 27):
        for _ in range(count):
            OpeningFactory()
        with counted() as statements:
            assert told(visitor, INDEED).select("job")
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 5, costs


def test_a_feed_is_one_thing_on_all_its_pages(visitor: Visitor, edition: object) -> None:
    for _ in range(52):
        OpeningFactory()
    first = told(visitor, "/offres.atom?region=44")
    links = {link["rel"]: link["href"] for link in first.select("feed > link")}
    assert links["next"] == "http://localhost/offres.atom?region=44&page=2"
    assert links["last"] == links["next"]
    assert "previous" not in links
    second = told(visitor, links["next"].removeprefix("http://localhost"))  # type: ignore[union-attr]
    assert len(first.select("entry")), len(second.select("entry")) == (50, 2)
    assert words(first, "feed > id") == words(second, "feed > id")
    assert words(first, "feed > id") == "tag:localhost,2026:/offres.atom?region=44"
    other = told(visitor, "/offres.atom?region=53")
    assert words(other, "feed > id") != words(first, "feed > id")
    assert not other.select("entry")


def test_a_workbook_holds_all_that_is_found_and_no_formula(
    visitor: Visitor, edition: object
) -> None:
    for _ in range(55):
        OpeningFactory()
    OpeningFactory(title="=HYPERLINK(1)", pay_min=31_000, pay_max=39_000)
    answer = get(visitor, "/offres.xlsx?region=44")
    assert answer.headers["Content-Disposition"] == "attachment; filename=liste.xlsx"
    [sheet] = load_workbook(io.BytesIO(answer.data)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 57
    assert rows[0][:3] == ("Titre", "Adresse", "Employeur")
    [trap] = [row for row in rows if "HYPERLINK" in str(row[0])]
    assert trap[0] == "'=HYPERLINK(1)"
    assert 31_000 in trap
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(get(visitor, "/offres.csv").text.splitlines()) == 57
