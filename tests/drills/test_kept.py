"""What is kept for one reader is told to nobody who would read otherwise.

Each page as its reader is given it by a process that holds nothing yet, then by one where the
others have opened everything, in one order and in another: the same words.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence

from flask import Flask
from time_machine import travel
from werkzeug.test import TestResponse

from intranet.courses.queries import shelf as courses
from intranet.kit import ui
from intranet.kit.clock import now
from intranet.kit.kept import Kept
from intranet.practices.queries import shelf as practices
from tests.drills import IS_WHOLE, many, tell
from tests.test_access import LAW, ask, bare, everybody
from tests.visitor import Visitor
from tests.world import DOORS, World, address_of, rules

__all__ = ["bare"]

# Animators read what others look for and do not find: each question is one more.
READERS = ("visitor", "newcomer", "member", "author", "recruiter", "trainer")
FEW_READERS = ("visitor", "member", "author")
FEW_LISTS = (
    "/offres?tri=adequation",
    "/formations",
    "/formations?vue=carte",
    "/pratiques",
    "/annuaire/personnes",
    "/recherche?q=essai",
)
LISTS = (
    *FEW_LISTS,
    *("/offres?q=mission", "/offres?region=44", "/offres?adequation=50", "/offres?vue=carte"),
    *("/formations?q=accueillir", "/formations?competence=D1.1", "/formations?region=44"),
    *("/pratiques?q=visite", "/pratiques?region=44", "/pratiques?vue=carte", "/agenda?region=44"),
    *(
        "/annuaire/personnes?competence=D1.1",
        "/annuaire/personnes?q=camille",
        "/recherche?q=camille",
    ),
)
FEW_DOORS = ("openings.show", "practices.show", "practices.version", "courses.similar")
# Another each time: a secret to scan, and what one just carried away.
ANOTHER_EACH_TIME = {"members.add_code_app", "home.activity", "home.ready", "static", "together"}
DRAWN_AT_RANDOM = re.compile(r"[\w.-]{30,}")
SAID_ONCE = re.compile(r'<p class="(?:notice|paper-said)".*?</p>', re.DOTALL)


def test_what_is_kept_is_what_each_reader_would_be_told(
    app: Flask, world: World, bare: None
) -> None:
    people = everybody(app, world)
    asked = [
        (who, address)
        for address in addresses(app, world)
        for who in (READERS if IS_WHOLE else FEW_READERS)
    ]
    shuffled = random.Random(8).sample(asked, len(asked))
    orders: Sequence[list[tuple[str, str]]] = [asked, asked[::-1], shuffled][: many(2, 3)]
    with travel(now(), tick=False):
        if IS_WHOLE:  # what is read for the first time is written down, and shown
            for who, address in asked:
                said(people[who], address)
        alone = {}
        for who, address in asked:
            hold_nothing()
            alone[who, address] = said(people[who], address)
        wrong = set()
        for order in orders:
            hold_nothing()
            wrong |= {
                f"{who} {address}"
                for who, address in order
                if said(people[who], address) != alone[who, address]
            }
    tell(f"{len(asked)} pages of a reader, {len(orders)} orders, {len(wrong)} told otherwise")
    assert sorted(wrong) == []


def addresses(app: Flask, world: World) -> list[str]:
    """Those of the lists, and of the pages that show what others may have drawn; all in a drill."""
    pages = [
        address_of(rule, world)
        for rule in rules(app)
        if "GET" in (rule.methods or ())
        and rule.endpoint not in ANOTHER_EACH_TIME
        and not LAW[rule.endpoint].is_bearer
        and (IS_WHOLE or rule.endpoint in FEW_DOORS)
        and DOORS[rule.endpoint].who
    ]
    return [*(LISTS if IS_WHOLE else FEW_LISTS), *pages]


def said(visitor: Visitor, address: str) -> tuple[int, str]:
    """All of it, but what is drawn at random for each page, and what is said once."""
    answer: TestResponse = ask(visitor, "GET", address)
    text = answer.text if answer.mimetype.startswith("text/") else ""
    lasting = DRAWN_AT_RANDOM.sub("", SAID_ONCE.sub("", text))
    return answer.status_code, " ".join(lasting.split())


def hold_nothing() -> None:
    """As a process that just began."""
    ui._drawings = ui.Drawings()
    courses._held.clear()
    practices._held.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("intranet."):
            for each in vars(module).values():
                if isinstance(each, Kept):
                    each.answers.clear()
