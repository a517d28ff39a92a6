"""Nothing is more than three clicks from home: the site is walked as each of five people sees it.

Every page that has an address of its own (no number or name in it) and that the person may open is
to be reached from the front page. Opening a menu is a click.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from lxml import etree
from lxml.etree import _Element as Element

from intranet.members.models import Member
from tests.competencies.factories import says
from tests.factories import MemberFactory, OrganizationFactory, a_recruiter, a_trainer, an_animator
from tests.selecting import found_in
from tests.visitor import HTML, Visitor

pytestmark = pytest.mark.usefixtures("edition")

FAR = 3
# Led to by a letter, by what one was doing (a step of it), or read by machines alone.
APART = {
    "/mot-de-passe/courrier", "/inscription/courrier",
    "/moi/confirmation", "/moi/protection/cles", "/moi/protection/application",
}  # fmt: skip


def pages(app: Flask, visitor: Visitor) -> dict[str, bytes]:
    """Every page without an argument that this person may open."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        with visitor.client.get(rule.rule) as answer:
            if (
                answer.status_code == 200
                and answer.mimetype == "text/html"
                and "<h1" in answer.text
            ):
                found[rule.rule] = answer.data
    return found


def links(page: bytes) -> Iterator[tuple[str, int]]:
    """Where one goes from a page, and in how many clicks: one more for each closed menu."""
    for link in found_in(etree.fromstring(page, HTML), "a[href^='/']"):
        menus = [menu for menu in link.iterancestors("details") if is_closed(menu, link)]
        yield urlsplit(link.attrib["href"]).path, 1 + len(menus)


def is_closed(menu: Element, link: Element) -> bool:
    return "open" not in menu.attrib and not any(link.iterancestors("summary"))


def clicks_from_home(known: dict[str, bytes]) -> dict[str, int]:
    """The fewest clicks to each page, through pages without arguments."""
    reached = {"/": 0}
    for so_far in range(FAR):
        for here in [each for each, count in reached.items() if count == so_far and each in known]:
            for there, clicks in links(known[here]):
                reached[there] = min(reached.get(there, 99), so_far + clicks)
    return reached


def visitor_() -> Member | None:
    return None


@pytest.mark.parametrize(
    "make",
    [
        visitor_,
        MemberFactory,
        lambda: a_trainer(organization=OrganizationFactory(provider=True)),
        a_recruiter,
        an_animator,
    ],
    ids=["visitor", "developer", "trainer", "recruiter", "animator"],
)
def test_every_page_is_within_three_clicks(app: Flask, visitor: Visitor, make) -> None:
    member = make()
    if member:
        visitor.sign_in(member)
        says(member, "D1.1", 2)  # who said nothing has nothing to erase
    known = pages(app, visitor)
    if member:
        known.pop("/mot-de-passe")  # for whoever cannot sign in

    reached = clicks_from_home(known)

    far = {page: reached.get(page) for page in known.keys() - APART if reached.get(page, 99) > FAR}
    assert not far, "\n".join(f"FAR {page} {count}" for page, count in sorted(far.items(), key=str))
    assert len(known) > 15
