"""The search box by the keyboard alone: reached, walked through, opened, closed; and sound as it stands open."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.accounts import sign_in
from tests.browser.arriving import followed
from tests.browser.looks import AXE, of_axe
from tests.browser.test_accessibility import someone

__all__ = ["someone"]


def test_the_box_suggests_and_the_keyboard_is_enough(someone: Page) -> None:
    with someone.expect_response("**/recherche/recentes"):  # the page asks by itself to keep it
        sign_in(someone, "developpeur", to="/recherche?q=visite")
    someone.goto("/recherche")
    expect(someone.locator("[data-suggestions]:not([data-htmx-powered])")).to_have_count(0)
    word = someone.locator("main").get_by_role("button", name="Rechercher").locator("span")
    # It stays whole, beside a box that takes what is left.
    assert word.evaluate("word => word.offsetHeight") < 24

    someone.keyboard.press("Control+k")
    box = someone.locator(":focus")
    expect(box).to_have_attribute("role", "combobox")
    recent = someone.get_by_role("option", name="visite")
    expect(recent).to_be_visible()
    with followed(someone, "entreprise"):
        box.press_sequentially("entreprise")
    first = someone.get_by_role("option").first
    expect(first).not_to_contain_text("recherche récente")
    expect(box).to_have_attribute("aria-expanded", "true")
    someone.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")

    someone.evaluate(AXE)
    assert of_axe(someone) == []

    someone.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("entreprise")
    someone.keyboard.press("ArrowDown")
    address = someone.get_by_role("option").first.get_attribute("href")
    someone.keyboard.press("Enter")
    someone.wait_for_url(f"**{address}")
