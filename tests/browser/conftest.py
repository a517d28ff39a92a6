"""A real site (gunicorn, its own database, the starting content) and a real browser to walk it.

Whoever only hands out the tests imports neither the site nor Playwright: those who ask for them do.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.server import free_port
from tests.browser.chromium import FLAGS, HELP, found

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.browser.hands import Hands
    from tests.browser.windows import Windows


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of two workers begins by its half: one fills the site, which the other can do without."""
    ours = [item for item in items if item.path.parent == Path(__file__).parent]
    for item in ours:
        if "site" in item.fixturenames:  # type: ignore[attr-defined]
            item.add_marker("live")
    if len(ours) == len(items):
        # The whole way first, while the site is as it was started: it takes the longest, and reads a
        # gap that the journeys beside it change.
        items.sort(key=lambda item: item.path.stem != "test_whole_way")
        pages = [item for item in items if item.path.stem == "test_every_page"]
        pages.sort(key=lambda item: item.get_closest_marker("live") is not None)
        others, half = [item for item in items if item not in pages], len(items) // 2
        items[:] = others[:half] + pages + others[half:]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The address of a site that was started as `make run` starts it."""
    from tests.browser.served import filled, serving

    shared = (
        tmp_path_factory.getbasetemp()
        if worker_id == "master"
        else (tmp_path_factory.getbasetemp().parent)
    )
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(filled(shared / "filled.db"), folder / "site.db")
    with serving(folder) as address:
        yield address


@pytest.fixture
def days_later(site: str, tmp_path: Path) -> Iterator[Callable[[int], str]]:
    """A copy of the site so many days later, where the clock stands still: all that was due was done.

    Asked again, the same copy grows older; the site itself does not. The copy is answered from here:
    another server would take longer to start than all that is asked of it. A test names it before
    the person who goes there: it is then closed after the page has come whole.
    """
    from intranet import create_app
    from intranet.kit.clock import stop_at
    from tests.browser.served import SERVED, answering, settings_of

    begun = datetime.now(UTC)
    with ExitStack() as stack:

        @cache
        def copy() -> tuple[Flask, str]:
            with closing(sqlite3.connect(SERVED[site] / "site.db")) as database:
                database.execute("VACUUM INTO ?", [str(tmp_path / "site.db")])
            port = free_port()
            app = create_app(INSTANCE=tmp_path, **settings_of(tmp_path, port))
            stack.enter_context(answering(app, port))
            return app, f"http://localhost:{port}"

        def at(days: int) -> str:
            app, address = copy()
            stop_at(begun + timedelta(days=days))
            with app.app_context():
                done = app.test_cli_runner().invoke(args=["tick"])
            assert done.exit_code == 0, done.output
            return address

        yield at
    stop_at(None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a worker, for all: Playwright opens it, and takes no other of its kind beside it."""
    from playwright.sync_api import sync_playwright

    path = found()
    assert path, HELP
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def windows(chromium: Browser, site: str) -> Iterator[Windows]:
    """Closed before the site, which would wait for their connections."""
    from tests.browser.windows import Windows

    windows = Windows(chromium, site)
    yield windows
    for page in windows.open.values():
        page.context.close()


@pytest.fixture(params=["au clavier", "sans JavaScript"])
def person(request: pytest.FixtureRequest, windows: Windows) -> Iterator[Hands]:
    """Somebody at a browser: once by the keyboard alone, once without JavaScript."""
    from tests.browser.hands import Hands, Keyboard

    by_keyboard = request.param == "au clavier"
    for page in windows.taken(javascript=by_keyboard):
        yield Keyboard(page) if by_keyboard else Hands(page)


@pytest.fixture
def reader(windows: Windows) -> Iterator[Page]:
    """Somebody at a browser with JavaScript."""
    yield from windows.taken(javascript=True)
