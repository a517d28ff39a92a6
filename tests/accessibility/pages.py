"""Every page of the site once, opened as somebody it is for, from the samples of the census."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml.html import HtmlElement, document_fromstring
from werkzeug.routing import Rule

from tests.drills import IS_WHOLE
from tests.test_bad_input import IN_OTHER_STATES
from tests.visitor import Visitor, words
from tests.world import DOORS, World, enter, rules

# Whoever has the most on their page first; the visitor last.
FIRST_CHOICE = (
    "author", "member", "recruiter", "trainer", "animator", "administrator", "newcomer", "visitor",
)  # fmt: skip
# Drawn as PDF, or read as such, which takes long, at addresses that do not say it.
FILES = {"bookings.handed_certificate", "courses.quality_proof"}


@dataclass(frozen=True, eq=False)
class Opened:
    """One page, as it was read."""

    name: str  # of its route
    who: str
    address: str
    html: str

    @cached_property
    def tree(self) -> HtmlElement:
        return document_fromstring(self.html)

    @cached_property
    def title(self) -> str:
        return words(self.tree.xpath("//head/title")[0])

    def __str__(self) -> str:
        return f"{self.address} ({self.who})"


def every_page(
    visitor: Visitor, world: World, *, chosen: Collection[str] = DOORS, twice: bool = IS_WHOLE
) -> Iterator[Opened]:
    """Each route that answers a whole page, to the first it is for; `twice`: to the last one too."""
    seen: set[tuple[str, str]] = set()
    for who in FIRST_CHOICE:
        visitor.client = visitor.client.application.test_client()
        enter(who, world, visitor)
        for rule in rules(visitor.client.application):
            door = DOORS[rule.endpoint]
            readers = [each for each in FIRST_CHOICE if each in door.who]
            is_page = "GET" in (rule.methods or ()) and "." not in rule.rule  # else a file
            is_theirs = is_page and who in {*readers[:1], *readers[-1:]}
            if not is_theirs or rule.endpoint in FILES or rule.endpoint not in chosen:
                continue
            for sample in (door.sample, *IN_OTHER_STATES.get(rule.endpoint, ())):
                if not twice and (rule.endpoint, sample) in seen:
                    continue
                address = filled_in(rule, world.samples[sample])
                if page := whole_page(visitor, rule.endpoint, who, address):
                    seen.add((rule.endpoint, sample))
                    yield page


def filled_in(rule: Rule, known: dict[str, Any]) -> str:
    """The address of a rule on a sample."""
    built = rule.build({each: known[each] for each in rule.arguments}, append_unknown=False)
    assert built
    return built[1]


def whole_page(visitor: Visitor, name: str, who: str, address: str) -> Opened | None:
    """What is answered there, where it is a page."""
    answer = visitor.client.get(address, buffered=True)
    is_whole = (
        answer.status_code == 200
        and answer.mimetype == "text/html"
        and answer.text.lower().startswith("<!doctype html>")
    )
    page = Opened(name, who, address, answer.text) if is_whole else None
    answer.close()
    return page
