"""Every form of the site as its people would send it: which there are, and what each says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from flask import Flask
from lxml.etree import _Element as Element

from intranet.kit.clock import today
from intranet.members.models import Member
from tests.members.factories import PASSWORD
from tests.selecting import found_in
from tests.test_bad_input import kind_of, pages_of, pressing
from tests.visitor import Page, Visitor
from tests.world import World

SOON = today() + timedelta(days=40)
WORDS = "Des mots qui suffisent pour dire ce que l’on veut dire ici, vraiment."
PLAUSIBLE = {
    "date": SOON.isoformat(),
    "time": "10:00",
    "datetime-local": f"{SOON.isoformat()}T10:00",
    "number": "1",
    "email": "quelquun@essais.example",
    "url": "https://x.example/a",
    "tel": "03 83 00 00 00",
    "password": PASSWORD,
    "text": WORDS,
    "textarea": WORDS,
}
SAYS_NOTHING = {"hidden", "file", "submit", "search"}


class Read(Page):
    """A page that is read for its forms: others prove what it is worth."""

    def check(self) -> None: ...


@dataclass(frozen=True)
class Sent:
    """A form filled in by somebody, with one of its buttons."""

    who: str
    page: str  # the route of the page that holds it
    to: str
    said: dict[str, list[str]]
    pressed: str
    cookie: str

    def __str__(self) -> str:
        return f"{self.who} on {self.page}: POST {self.to} {self.pressed}".rstrip()

    @property
    def shape(self) -> tuple[str, ...]:
        """What makes it another form than one that somebody else sends."""
        return self.to, self.pressed, *sorted(self.said)


def forms_of(
    site: Flask,
    world: World,
    who: str,
    member: Member | None,
    pages: Container[str] | None,
    rng: Random,
) -> Iterator[Sent]:
    """Each form of the pages that somebody may open, once with each button.

    `pages`: their routes; every page where none is named.
    """
    visitor = Visitor(site.test_client())
    if member:
        visitor.sign_in(member)
    seen = set()
    for name, page in pages_of(who, site, world, visitor, as_a=Read, only=pages):
        cookie = cookie_of(site, visitor)
        for form in page.select("main form[method=post]"):
            to, said = str(form.get("action") or page.url), filled_in(form, page, rng)
            for press in pressing(form) or [{}]:
                pressed = " ".join(f"{key}={value}" for key, value in press.items())
                told = said | {key: [value] for key, value in press.items()}
                sent = Sent(who, name, to, told, pressed, cookie)
                if sent.shape not in seen:
                    seen.add(sent.shape)
                    yield sent


def cookie_of(site: Flask, visitor: Visitor) -> str:
    name = site.config["SESSION_COOKIE_NAME"]
    cookie = visitor.client.get_cookie(name)
    return f"{name}={cookie.value}" if cookie else ""


def filled_in(form: Element, page: Page, rng: Random) -> dict[str, list[str]]:
    """What the form says already, and something that could be said wherever it says nothing."""
    sent = page.answers(form)
    choices: dict[str, list[str]] = defaultdict(list)
    for field in found_in(form, "input[name], select[name], textarea[name]"):
        name, kind = field.attrib["name"], kind_of(field)
        if kind in SAYS_NOTHING or any(sent.get(name, ())):
            continue
        if kind == "radio":
            choices[name].append(field.get("value", "on"))
        elif (said := something(field, kind, rng)) is not None:
            sent[name] = [said]
    return sent | {name: [values[0]] for name, values in choices.items() if not sent.get(name)}


def something(field: Element, kind: str, rng: Random) -> str | None:
    """What could be said in a field that is empty; most often, where it is not asked for."""
    is_asked = "required" in field.attrib
    if kind == "checkbox":
        return field.get("value", "on") if is_asked or rng.random() < 0.3 else None
    if kind == "select":
        offered = [option.get("value") for option in field.iter("option")]
        return next(filter(None, offered), None)
    if kind == "number" and field.get("min"):
        return field.get("min")
    if not is_asked and rng.random() < 0.3:
        return None
    said = PLAUSIBLE.get(kind)
    return said and said[: int(field.get("maxlength", 500))]
