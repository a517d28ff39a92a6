"""Pages that everybody can use: no axe violation, nothing wider than the screen, the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in, walking

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = (
    "/", "/referentiel", "/referentiel/D1.1", "/referentiel/metiers",
    "/referentiel/metiers/comparer?a=conseiller-creation-reprise&b=directeur-du-developpement-economique",
    "/offres", "/offres?vue=carte",
    "/offres/1", "/formations", "/formations/1", "/pratiques", "/pratiques?vue=carte", "/tour",
    "/tour/grand-est", "/agenda", "/annuaire", "/recherche?q=d%C3%A9veloppement", "/connexion",
    "/inscription", "/accessibilite", "/nulle-part",
)  # fmt: skip
OWN = {
    "developpeur": ("/", "/moi", "/moi/competences", "/moi/competences/toutes",
        "/moi/competences/historique", "/moi/competences/historique/D3.2",
        "/moi/competences/metier/conseiller-creation-reprise",
        "/moi/competences/metier/conseiller-creation-reprise/D3",
        "/referentiel/metiers/conseiller-creation-reprise", "/offres/1/comparaison",
        "/pratiques/nouvelle",
    ),
    "recruteur": ("/offres/nouvelle",),
    "formateur": ("/formations/nouvelle",),
    "animateur": ("/", "/animer", "/animer/adhesions", "/animer/courrier"),
}  # fmt: skip


@pytest.fixture(params=[("light", 1280), ("dark", 360)], ids=["clair, écran", "sombre, téléphone"])
def someone(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Page]:
    theme, width = request.param
    size = {"width": width, "height": 800}
    yield from walking(chromium, site, javascript=True, color_scheme=theme, viewport=size)


def faults_of(page: Page, address: str) -> list[str]:
    """What axe says of a page, and whether it is wider than the screen."""
    page.goto(address)
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    faults = [
        f"{address} {each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])} fois)"
        for each in found
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append(f"{address} is wider than the screen")
    return faults


def test_no_public_page_has_a_fault(someone: Page) -> None:
    assert [fault for address in PUBLIC for fault in faults_of(someone, address)] == []


@pytest.mark.parametrize("who", OWN)
def test_no_page_of_a_member_has_a_fault(someone: Page, who: str) -> None:
    sign_in(someone, who)
    assert [fault for address in OWN[who] for fault in faults_of(someone, address)] == []


def test_the_keyboard_alone_reaches_an_opening(reader: Page) -> None:
    reader.goto("/")
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("link", name="Aller au contenu")).to_be_focused()
    press_until(reader, "Offres")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Offres de mobilité")
    reader.get_by_label("Mots", exact=True).focus()
    reader.keyboard.type("filière")
    reader.keyboard.press("Enter")
    expect(reader.locator("#results article h3 a").first).to_contain_text("filière")
    reader.locator("#results article h3 a").first.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("h1")).to_contain_text("filière")


def press_until(page: Page, words: str) -> None:
    """Tab until what has the focus bears these words."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == words:
            return
    raise AssertionError(f"the keyboard does not reach « {words} »")


def test_filtering_in_place_keeps_the_focus_and_the_back_button(reader: Page) -> None:
    reader.goto("/offres")
    box = reader.get_by_label("Mots", exact=True)
    box.fill("foncier")
    reader.wait_for_url(lambda url: "q=foncier" in url)
    expect(box).to_be_focused()
    reader.go_back()
    reader.wait_for_url(lambda url: "q=foncier" not in url)
    expect(reader.get_by_label("Mots", exact=True)).to_have_value("")
