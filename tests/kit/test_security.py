"""What every answer says to the browser, and what no request may carry."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import MemberFactory
from tests.visitor import Visitor

FROM_HERE = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost:80"},
    {"Referer": "http://localhost/offres?q=a"},
]
FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://autre.localhost"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8080"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://ailleurs.example"},
    {"Origin": "http://localhost.ailleurs.example"},
    {"Origin": "https://localhost"},
    {"Origin": "null"},
    {"Origin": "http://localhost:port"},
    {"Referer": "http://ailleurs.example/http://localhost/"},
]


@pytest.mark.parametrize("headers", FROM_HERE)
@pytest.mark.no_database
def test_what_our_own_pages_send_is_taken(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.client.post("/theme", data={"theme": "dark"}, headers=headers)
    assert answer.status_code == 302


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
@pytest.mark.no_database
def test_what_another_site_sends_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.client.post("/theme", data={"theme": "dark"}, headers=headers)
    assert answer.status_code == 403
    assert "vient d’un autre site" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert visitor.client.get("/robots.txt", headers=headers).status_code == 200


@pytest.mark.parametrize("address", ["/offres%00", "/offres?q=%00"])
@pytest.mark.no_database
def test_what_no_database_of_ours_holds_is_not_asked_of_it(visitor: Visitor, address: str) -> None:
    assert visitor.client.get(address).status_code == 400


def test_over_https_a_page_of_plain_http_is_another_site(
    visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_URL", "https://passerelles.example")

    def status(origin: str) -> int:
        headers = {"Host": "passerelles.example", "Origin": origin}
        return visitor.client.post("/theme", data={"theme": "dark"}, headers=headers).status_code

    assert status("https://passerelles.example") == 302
    assert status("http://passerelles.example") == 403
    here = {"Origin": "http://localhost"}
    on_its_machine = visitor.client.post("/theme", data={"theme": "dark"}, headers=here)
    assert on_its_machine.status_code == 302
    answer = visitor.client.get("/", headers={"Host": "passerelles.example"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("address", ["/", "/nulle/part", "/static/css/base.css", "/robots.txt"])
def test_every_answer_says_what_a_page_may_do(visitor: Visitor, address: str) -> None:
    said = visitor.client.get(address).headers
    told = dict(each.split(maxsplit=1) for each in said["Content-Security-Policy"].split(";"))
    assert set(told.values()) == {"'self'", "'none'"}, "nothing inline, nothing from elsewhere"
    closed = {name for name, allowed in told.items() if allowed == "'none'"}
    assert closed == {"default-src", "base-uri", "object-src", "frame-ancestors"}
    assert "form-action" in told, "which the default does not speak of"
    for name in ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"):
        assert said[name] == "same-origin"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert {"camera=()", "geolocation=()"} <= set(said["Permissions-Policy"].split(", "))


@pytest.mark.parametrize("host", ["ailleurs.example", "localhost.ailleurs.example", "", "a b", "["])
@pytest.mark.no_database
def test_under_another_name_the_site_says_so_and_lives(visitor: Visitor, host: str) -> None:
    answer = visitor.client.get("/offres", headers={"Host": host})
    assert answer.status_code == 400
    assert "ne répond pas sous ce nom" in answer.text
    for address in ("/healthz", "/readyz"):
        assert visitor.client.get(address, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_it_answers_by_its_name_and_from_its_own_machine(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/offres", headers={"Host": host}).status_code == 200


def test_who_passes_the_request_on_leads_no_link_elsewhere(visitor: Visitor) -> None:
    words = {"X-Forwarded-Host": "ailleurs.example", "X-Forwarded-Proto": "https"}
    words |= {"Forwarded": "host=ailleurs.example", "X-Original-URL": "http://ailleurs.example/"}
    for address in ("/", "/offres.atom", "/sitemap.xml", "/agenda.ics", "/moi"):
        answer = visitor.client.get(address, headers=words)
        assert "ailleurs.example" not in answer.text + str(answer.headers), address


def test_a_page_that_a_secret_word_opens_is_told_to_nobody_and_kept_by_no_browser(
    visitor: Visitor,
) -> None:
    answer = visitor.client.get("/inscription/essai")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    sent = visitor.client.post("/inscription/essai", headers={"Origin": "null"})
    assert "vient d’un autre site" not in sent.text, "as old browsers say where from, there"


def test_signing_out_empties_what_the_browser_kept(visitor: Visitor) -> None:
    visitor.sign_in(MemberFactory())
    assert visitor.client.get("/moi").headers["Cache-Control"] == "private, no-store"
    assert visitor.client.get("/").headers["Cache-Control"] == "private, no-store", (
        "their dashboard"
    )
    page = visitor.open("/moi")
    sent = page.answers(page.form("form[action='/deconnexion']"))
    answer = visitor.client.post("/deconnexion", data=sent)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.client.get("/").headers["Cache-Control"] == "private, no-cache"
