"""What every page asks for in one file: all of its parts, and nothing that leads nowhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from intranet.kit.statics import TOGETHER
from tests.visitor import Visitor

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("name", TOGETHER)
def test_it_holds_each_of_its_parts_as_they_are(name: str, app: Flask, visitor: Visitor) -> None:
    held = visitor.client.get(f"/{name}").text
    for part in TOGETHER[name]:
        with visitor.client.get(f"/static/{part}") as one:
            assert one.text in held, part


def test_what_the_style_sheets_name_is_found_from_wherever_they_are_read(visitor: Visitor) -> None:
    named = set(re.findall(r"""url\(["']?([^"')]+)""", visitor.client.get("/site.css").text))
    assert named
    for address in named:
        with visitor.client.get(address) as answer:
            assert address.startswith("/") and answer.status_code == 200, address


def test_its_address_changes_with_what_it_holds_and_is_kept_a_year(visitor: Visitor) -> None:
    page = visitor.open("/connexion")
    [sheet] = page.soup.select("link[rel=stylesheet][href^='/site.css?v=']")
    answer = visitor.client.get(str(sheet["href"]))
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    for other in (f"{sheet['href']}0", "/site.css", "/static/css/tour.css?v=1"):
        with visitor.client.get(other) as kept:
            assert kept.headers["Cache-Control"] == "no-cache", other
    gone = visitor.client.get("/static/css/partie.css?v=1")  # its page says who reads it
    assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "private, no-cache")
    assert visitor.client.options("/static/css/partie.css?v=1").status_code == 200
