"""What members write can never act in the browser of another."""

from __future__ import annotations

import pytest

from intranet.kit.markdown import markdown, plain

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


def test_a_summary_is_cut_at_a_word() -> None:
    assert plain("mot " * 50, longest=10) == "mot mot…"
