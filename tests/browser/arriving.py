"""What several journeys begin with: an account of one's own, and an organization."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.browser.accounts import sign_in, sign_out
from tests.browser.hands import Hands

PASSWORD = "un pont entre deux rives"


def heading(person: Hands) -> Locator:
    return person.page.get_by_role("heading", level=1)


def named(person: Hands, name: str) -> Locator:
    return person.page.locator(f"main [name='{name}']").first


def sign_up(person: Hands, name: str, email: str) -> None:
    """Ask for an account, open the letter as the administrator may, confirm with the same password."""
    page = person.page
    person.open("/inscription")
    person.write(page.get_by_label("Prénom et nom"), name)
    person.write(page.get_by_label("Adresse électronique professionnelle"), email)
    person.enter(page.get_by_label("Mot de passe"), PASSWORD)
    expect(heading(person)).to_have_text("Un courriel vous attend")

    sign_in(person, "admin", to=f"/animer/courrier?q={email}")
    found = re.search(r"/inscription/[\w-]{16,}", page.content())
    assert found, "the letter bears the link"
    sign_out(person)

    person.open(found[0])
    person.enter(page.get_by_label("Mot de passe choisi à l’inscription"), PASSWORD)
    expect(heading(person)).to_have_text("Choisir votre structure")


@contextmanager
def followed(page: Page, words: str) -> Iterator[None]:
    """What the page asks once these words are typed has come, and is in its place."""
    with page.expect_response(lambda answer: answer.url.endswith(f"q={quote(words)}")):
        yield
    expect(page.locator("[aria-busy]")).to_have_count(0)


def pick(person: Hands, three_letters: str, organization: str) -> None:
    """Find one's organization among the real ones by the beginning of a word."""
    person.open("/moi/structure")
    box = person.page.get_by_role("searchbox", name="Votre structure")
    if person.scripted:
        with followed(person.page, three_letters):
            person.write(box, three_letters)
    else:
        person.enter(box, three_letters)
    person.check(person.page.get_by_label(re.compile(organization)).first)
