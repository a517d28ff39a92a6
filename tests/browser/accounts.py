"""Who sits at the browser: signing in, leaving it to somebody else, and words told apart."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.browser.hands import Hands


def sign_in(
    person: Hands | Page,
    who: str,
    password: str = "passerelles-demo",
    *,
    to: str = "/",
    site: str = "",
) -> None:
    """By the form the first time; then with the cookie that was kept, as a browser does; on to a page.

    On another `site` always by the form: years may have passed there.
    """
    person = Hands(person) if isinstance(person, Page) else person
    address, context = f"{who}@demo.example" if "@" not in who else who, person.page.context
    if address in _cookies and not site:
        context.add_cookies(_cookies[address])
        person.open(to)
        return
    person.open(f"{site}/connexion?{urlencode({'suite': to})}")
    person.write(person.page.get_by_label("Adresse électronique"), address)
    person.enter(person.page.get_by_label("Mot de passe"), password)
    person.page.wait_for_url(lambda url: "/connexion" not in url)
    if not site:
        _cookies[address] = context.cookies()


def sign_out(person: Hands) -> None:
    """Leave this browser to somebody else."""
    person.page.wait_for_load_state()  # nothing under way interrupts what comes next
    person.page.context.clear_cookies()


def unique(words: str) -> str:
    """The same words, told apart from those of other tests: `marie@…` → `marie7@…`."""
    name, at, rest = words.partition("@")
    return f"{name}{next(_numbers)}{at}{rest}"


_numbers = itertools.count(1)
_cookies: dict[str, Any] = {}
