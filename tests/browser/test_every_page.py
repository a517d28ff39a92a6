"""Every page of the site in a real browser, in two themes and two widths: no fault that a machine sees.

The pages are those of the census, each as somebody it is for (`tests/world.py`), and one of each
shape that the demonstration content leads to. The application itself answers the browser: there is
no server. A few in every run of the tests, all of them in a drill.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from intranet.kit.db import db
from intranet.members.models import Member
from tests.accessibility.pages import Opened, every_page, whole_page
from tests.browser.in_process import SITE, Answering, shown
from tests.browser.looks import in_four_states
from tests.browser.served import filled
from tests.drills import IS_WHOLE, many
from tests.grounds import site_on
from tests.visitor import Visitor
from tests.world import DOORS, World

ACCOUNTS = ("", "developpeur", "recruteur", "formateur", "animateur", "admin")
PARTS = many(1, 2)  # of all of them, one a worker
Readable = tuple[Opened, FlaskClient]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_sound_in_two_themes_and_two_widths(
    part: int, app: Flask, world: World, chromium: Browser
) -> None:
    chosen = sorted(DOORS)[part :: many(48, 1) * PARTS]
    assert faults_of(chromium, of_the_census(app, world, set(chosen))) == []


@pytest.mark.live
@pytest.mark.parametrize("part", range(PARTS))
def test_every_shape_of_the_demonstration_is_sound_too(
    part: int, chromium: Browser, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """With real texts: long titles, full tables, maps."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base
    app = site_on(tmp_path, f"sqlite:///{filled(base / 'filled.db')}")
    known: set[str] = set()
    pages = [
        each
        for who in ACCOUNTS[part::PARTS]
        for each in of_the_demonstration(app, who, known, most=len(known) + many(2, 1_000))
    ]
    assert len(pages) >= many(12, 140)
    assert faults_of(chromium, pages) == []
    with app.app_context():
        db.engine.dispose()


def faults_of(browser: Browser, pages: Iterable[Readable]) -> list[str]:
    begun, faults, looked = monotonic(), [], 0
    with shown(browser, answering := Answering()) as window:
        for page, client in pages:
            looked += 1
            answering.give(page.address, page.html, client)
            window.set_viewport_size({"width": 1280, "height": 800})
            window.emulate_media(color_scheme="light")
            window.goto(page.address)
            if 'hx-trigger="load"' in page.html:
                window.wait_for_load_state("networkidle")
            found = [f"{page} {fault}" for fault in in_four_states(window)]
            faults += found
            if IS_WHOLE and found:
                sys.stdout.write("\n".join(["", *found]))
                sys.stdout.flush()  # it takes long: whoever waits may begin to mend
    if IS_WHOLE:
        took = monotonic() - begun
        sys.stdout.write(f"\n{looked} pages × 4 états en {took:.0f} s : {len(faults)} défauts\n")
    return faults


def of_the_census(app: Flask, world: World, chosen: set[str]) -> Iterator[Readable]:
    visitor = Visitor(app.test_client())
    for page in every_page(visitor, world, chosen=chosen, twice=False):
        yield page, visitor.client


def of_the_demonstration(app: Flask, who: str, known: set[str], most: int) -> Iterator[Readable]:
    """One page of each route not yet known that links lead to, the nearest from home first."""
    with app.app_context():
        client = Visitor(app.test_client())
        if who:
            account = Member.email == f"{who}@demo.example"
            client.sign_in(db.session.scalars(select(Member).where(account)).one())
    adapter = app.url_map.bind("localhost")
    waiting, asked = deque(["/", "/plan-du-site"]), set[str]()
    while waiting and len(known) < most:
        address = waiting.popleft()
        try:
            name, _ = adapter.match(address.partition("?")[0])
        except (HTTPException, RequestRedirect):
            continue
        if name in asked:
            continue
        if page := whole_page(client, name, who or "visitor", address):
            asked.add(name)
            if name not in known:
                known.add(name)
                yield page, client.client
            waiting += [
                link.partition("#")[0].removeprefix(SITE)
                for link in page.tree.xpath("//a/@href")
                if link.startswith("/") and "." not in link
            ]
