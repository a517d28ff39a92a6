"""Pages that everybody can use: no axe violation, nothing wider than the screen, the keyboard alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in, walking
from tests.browser.hands import Keyboard

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
        "/pratiques/nouvelle", "/recherche", "/annuaire/personnes",
    ),
    "recruteur": ("/offres/nouvelle",),
    "formateur": ("/formations/nouvelle",),
    "animateur": ("/", "/animer", "/animer/adhesions", "/animer/courrier"),
}  # fmt: skip
# Each shape of page once: what a phone and the dark change is the same on the others.
SHAPES = (
    "/",
    "/referentiel/D1.1",
    "/offres",
    "/pratiques?vue=carte",
    "/formations/1",
    "/inscription",
)
QUICKLY = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}


@pytest.fixture(params=[("light", 1280), ("dark", 360)], ids=["clair, écran", "sombre, téléphone"])
def someone(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Page]:
    theme, width = request.param
    size = {"width": width, "height": 800}
    yield from walking(chromium, site, javascript=True, color_scheme=theme, viewport=size)


def faults_of(page: Page, address: str, *, whole: bool = True) -> list[str]:
    """Whether a page is wider than the screen; and, of a `whole` look, what axe says of it."""
    page.goto(address)
    found = []
    if whole:
        page.evaluate(AXE)
        found = page.evaluate("how => axe.run(how)", QUICKLY)["violations"]
    faults = [
        f"{address} {each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])} fois)"
        for each in found
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append(f"{address} is wider than the screen")
    return faults


def faults_of_all(page: Page, addresses: Sequence[str], shapes: Collection[str]) -> list[str]:
    """By day, all of each page; by night on a phone, its width, and all of each shape of page."""
    by_day = page.viewport_size == {"width": 1280, "height": 800}
    looks = [faults_of(page, each, whole=by_day or each in shapes) for each in addresses]
    return [fault for found in looks for fault in found]


@pytest.mark.parametrize("part", [0, 1])
def test_no_public_page_has_a_fault(someone: Page, part: int) -> None:
    assert faults_of_all(someone, PUBLIC[part::2], SHAPES) == []


@pytest.mark.parametrize("who", OWN)
def test_no_page_of_a_member_has_a_fault(someone: Page, who: str) -> None:
    sign_in(someone, who)
    assert faults_of_all(someone, OWN[who], OWN[who][:3]) == []


@pytest.mark.parametrize("address", ["/", "/offres", "/tour", "/formations/1", "/inscription"])
def test_the_keyboard_goes_round_a_page_and_is_always_seen(reader: Page, address: str) -> None:
    reader.goto(address)
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
    box = reader.get_by_label("Mots", exact=True)
    box.fill("foncier")
    reader.wait_for_url(lambda url: "q=foncier" in url)
    expect(box).to_be_focused()
    reader.go_back()
    reader.wait_for_url(lambda url: "q=foncier" not in url)
    expect(reader.get_by_label("Mots", exact=True)).to_have_value("")
