"""Pages that everybody can use: the keyboard goes round them, and is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accounts import sign_in
from tests.browser.hands import Keyboard
from tests.browser.windows import Windows


@pytest.fixture(params=[("light", 1280), ("dark", 360)], ids=["clair, écran", "sombre, téléphone"])
def someone(request: pytest.FixtureRequest, windows: Windows) -> Iterator[Page]:
    theme, width = request.param
    yield from windows.taken(javascript=True, theme=theme, width=width)


@pytest.mark.parametrize("address", ["/", "/offres", "/tour", "/formations/1", "/inscription"])
def test_the_keyboard_goes_round_a_page_and_is_always_seen(reader: Page, address: str) -> None:
    reader.goto(address)
    expect(reader.locator("[hx-trigger=load]")).to_have_count(0)  # what comes by itself has come
    stops = Keyboard(reader).go_round()
    assert stops[0] == "<a> Aller au contenu"
    assert stops[-1] == "<button> Auto", "down to the foot of the page"
    assert len(stops) >= 20


def test_the_keyboard_opens_and_leaves_the_menus(reader: Page) -> None:
    person = Keyboard(reader)
    sign_in(person, "recruteur")
    person.activate(reader.locator("summary", has_text="Créer"))
    person.follow("Une offre", within=".masthead")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Publier une offre")


def test_filtering_in_place_keeps_the_focus_and_the_back_button(reader: Page) -> None:
    reader.goto("/offres")
    # Twenty lines are three screens of a laptop.
    heights = reader.locator(".row").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 20
    assert sum(heights) <= 3 * 800
    box = reader.get_by_label("Mots", exact=True)
    box.fill("foncier")
    reader.wait_for_url(lambda url: "q=foncier" in url)
    expect(box).to_be_focused()
    reader.go_back()
    reader.wait_for_url(lambda url: "q=foncier" not in url)
    expect(reader.get_by_label("Mots", exact=True)).to_have_value("")


def test_a_word_without_an_end_stays_in_the_page(someone: Page) -> None:
    """The name of somebody or of an organization, an address in the reason of a refusal."""
    someone.goto("/formations?region=nulle-part")  # a notice, a heading, rows
    someone.evaluate(
        """() => {
            for (const where of ["h1", ".page-kicker", ".notice p", ".row h3 a", ".row-kicker", ".row-meta"])
                for (const found of document.querySelectorAll(where)) found.append("x".repeat(200));
        }"""
    )
    assert someone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
