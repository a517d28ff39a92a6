"""What members write can never act in the browser of another."""

from __future__ import annotations

import pytest

from intranet.kit.markdown import TAGS, markdown, plain
from intranet.kit.ui import Drawings

pytestmark = pytest.mark.no_database

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[ici](javascript:alert(1))",
    "[ici](data:text/html;base64,PHNjcmlwdD4=)",
    '<a href="https://x" hx-get="/deconnexion">x</a>',
    "![x](https://ailleurs.example/traceur.png)",
    "<svg/onload=alert(1)>",
    "<style>body{display:none}</style>",
    "`<script>`",
)


# What htmx 4 would obey, in each spelling, and what would let it in (`hx-ignore` is its way to be kept out:
# whoever closes one could open another).
OBEYED = (
    'hx-get="/deconnexion" hx-trigger="load"',
    'hx-post="/moi/fermeture" hx-include="closest form"',
    'hx-delete="/x" hx-confirm=""',
    'hx-on:click="alert(1)" hx-on::after-request="alert(1)"',
    'data-hx-get="/x" data-hx-on:load="alert(1)"',
    'HX-GET="/x"',
    'hx-get:inherited="/x" hx-target:inherited="body"',
    'hx-headers:inherited=\'{"X-CSRFToken": "x"}\'',
    'hx-vals="js:{a: alert(1)}"',
    'hx-ext="a" hx-swap-oob="true" hx-select-oob="#a"',
    'hx-boost="true" hx-push-url="/x"',
    'hx-ignore="false" hx-disable="false" hx-preserve',
    'hx-live="a" hx-action="/x" hx-method="post"',
    'ws-connect="//x" sse-connect="//x"',
)


@pytest.mark.parametrize(
    "said",
    [
        "<div {}>a</div>",
        "<a href='https://x.fr' {}>a</a>",
        "</div></div><div {}>a</div>",
        "> - <b {}>a</b>",
        "| a |\n| - |\n| <td {}> |",
        '[a](https://x.fr "\\" {}")',
        "[a](https://x.fr{{.a {}}})",
        "`<i {}>`",
        "<!--><div {}>-->",
        "<hx-partial {}>a</hx-partial><template {}>a</template>",
        "&lt;div {}&gt;a&lt;/div&gt;",
    ],
)
def test_no_attribute_that_htmx_obeys_is_alive(said: str) -> None:
    from bs4 import BeautifulSoup

    for attributes in OBEYED:
        html = str(markdown(said.replace("{}", attributes)))
        body = BeautifulSoup(f'<main id="page"><div id="text">{html}</div></main>', "html5lib").body
        inside = body.select("#text *")
        assert [str(tag) for tag in inside if set(tag.attrs) - {"href", "rel"}] == []
        assert {tag.name for tag in inside} <= TAGS
        assert [tag["id"] for tag in body.select("[id]")] == ["page", "text"]  # closes none of ours
        assert len(body.select("body > *")) == 1


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_hostile_is_left_alive(attack: str) -> None:
    from bs4 import BeautifulSoup

    for tag in BeautifulSoup(markdown(attack), "html5lib").body.find_all(True):
        assert tag.name in {"p", "a", "em", "strong", "code"}
        assert set(tag.attrs) <= {"href", "rel"}
        assert not str(tag.get("href", "")).startswith(("javascript", "data"))


def test_headings_stay_below_those_of_the_page() -> None:
    assert markdown("# Contexte") == "<h3>Contexte</h3>\n"


def test_a_summary_keeps_the_words_alone() -> None:
    assert plain("**Animer** le [réseau](https://x.fr) & plus") == "Animer le réseau & plus"


def test_what_stands_in_a_list_is_told_apart_in_a_summary() -> None:
    assert plain("Au programme :\n\n- visites\n- ateliers") == "Au programme : visites · ateliers"


def test_a_summary_is_cut_at_a_word() -> None:
    assert plain("mot " * 50, longest=10) == "mot mot…"


def test_an_ellipsis_takes_the_place_of_the_full_stop() -> None:
    assert plain("Une action. Une autre.", longest=14) == "Une action…"


@pytest.mark.parametrize("text", ["mot " * 2_000, "[rien]: /x" + " " * 8_000])
def test_texts_that_people_send_fill_no_memory(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lately = Drawings(most=50_000)
    monkeypatch.setattr("intranet.kit.markdown._read_lately", lately)
    shown = {markdown(f"{number}\n\n{text}") for number in range(20)}
    assert len(shown) == 20 and len(lately.pieces) <= 6
    assert markdown(f"19\n\n{text}") in shown
