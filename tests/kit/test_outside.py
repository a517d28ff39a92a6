"""No one watches: no page, sheet or script asks anything of another site, and the judge of it sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

import intranet
from intranet.kit.security import CSP
from tests.members.factories import PASSWORD, a_newcomer
from tests.outside import COOKIE, IN_STYLE, asked_elsewhere, kept, lets_elsewhere
from tests.visitor import Visitor

STATIC = Path(intranet.__file__).parent / "static"
# Addresses in a script that name a vocabulary, a licence or a page to read: nobody asks them.
NAMES = re.compile(r"https?://(?:www\.w3\.org/|[\w./-]*(?:htmx\.org|github\.com)[\w./#-]*)")
KEEPS = re.compile(
    r"localStorage|sessionStorage|indexedDB|document\.cookie|sendBeacon|caches\.open"
)


@pytest.mark.no_database
@pytest.mark.parametrize(
    "page",
    [
        '<img src="https://traceur.example/1.gif">',
        "<script src=//cdn.example/a.js></script>",
        "<LINK REL='stylesheet' HREF='https://fonts.example/a.css'>",
        '<link rel="preconnect" href="https://fonts.example">',
        '<img srcset="/a.png 1x, https://cdn.example/b.png 2x">',
        '<form action="https://ailleurs.example/">',
        '<button formaction="//ailleurs.example">',
        '<div class="a" hx-get="https://ailleurs.example/x">',
        '<svg><use href="https://ailleurs.example/i.svg#a"/></svg>',
        '<meta http-equiv="refresh" content="0;url=https://ailleurs.example">',
        '<base href="https://ailleurs.example/">',
        '<p style="background:url(https://ailleurs.example/a.png)">',
        '<img src="https&#58;//ailleurs.example/a.png">',
        '<iframe src="data:text/html,x">',
    ],
)
def test_what_would_leave_is_seen(page: str) -> None:
    assert list(asked_elsewhere(page))


@pytest.mark.no_database
def test_what_stays_here_is_left_alone() -> None:
    page = (
        '<link rel="canonical" href="https://passerelles.example/"><img src="/static/a.png?v=1">'
        '<a href="https://www.cnil.fr/">CNIL</a><form action=""><input name="q" value="https://x.fr">'
        '<form action="http://localhost/connexion"><div hx-get="/offres" hx-target="#results">'
    )
    assert list(asked_elsewhere(page)) == []
    assert list(lets_elsewhere(CSP)) == []
    assert list(lets_elsewhere("default-src 'none'; img-src 'self' data:")) == [
        "img-src 'self' data:"
    ]


@pytest.mark.no_database
def test_no_sheet_nor_script_of_ours_asks_elsewhere_or_keeps_anything() -> None:
    for sheet in STATIC.rglob("*.css"):
        assert not IN_STYLE.findall(sheet.read_text("utf-8")), sheet
    for script in STATIC.rglob("*.js"):
        text = script.read_text("utf-8")
        assert not re.findall(r"https?://[\w.-]+", NAMES.sub("", text)), script
        assert not KEEPS.findall(text), script
    for picture in STATIC.rglob("*.svg"):
        assert list(asked_elsewhere(picture.read_text("utf-8"))) == [], picture


def test_one_cookie_from_the_first_page_to_the_last(app: Flask, visitor: Visitor) -> None:
    """Chosen light, signed in, flashed, signed out: whoever comes keeps one, and needs no banner."""
    a_newcomer("camille@exemple.fr")
    with visitor.client.get("/connexion") as page:
        assert not list(kept(page))
    token = visitor.open("/connexion").first("[name=csrf_token]").get("value")
    for path, said in (
        ("/theme", {"theme": "dark", "next": "/"}),
        ("/connexion", {"email": "camille@exemple.fr", "password": PASSWORD}),
    ):
        with visitor.client.post(path, data={"csrf_token": token} | said) as answer:
            assert answer.status_code in {302, 303} and not list(kept(answer))
    page = visitor.open("/moi")
    assert not list(asked_elsewhere(page.html))
    assert [key for _, _, key in visitor.client._cookies] == [COOKIE]  # type: ignore[union-attr]
