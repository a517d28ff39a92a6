"""A real site (gunicorn, its own database, the starting content) and a real browser to walk it."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import flask_migrate
import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from bench.server import free_port, wait_for
from intranet import create_app
from intranet.content.loading import load
from intranet.kit.clock import stop_at
from intranet.kit.db import db
from tests.browser.chromium import FLAGS, HELP, found
from tests.browser.hands import Hands, Keyboard
from tests.grounds import keep, kept_tables, standing_on

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


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
    shared = (
        tmp_path_factory.getbasetemp()
        if worker_id == "master"
        else (tmp_path_factory.getbasetemp().parent)
    )
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(filled(shared / "filled.db"), folder / "site.db")
    with serving(folder) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The site of a folder, at its address."""
    port = free_port()
    environ = os.environ | settings_of(folder, port)
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen([*FLASK, "start"], cwd=ROOT, env=environ, stdout=out, stderr=err)
        wait_for(port, process, patience=180)
        SERVED[f"http://localhost:{port}"] = folder
        yield f"http://localhost:{port}"
        process.send_signal(signal.SIGINT)  # gunicorn then stops at once
        process.wait(30)
    said = (folder / "err").read_text()
    assert "Traceback" not in said, said[-4000:]


SERVED: dict[str, Path] = {}


def settings_of(folder: Path, port: int) -> dict[str, str]:
    return {
        "SECRET_KEY": "essais" * 8,
        "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
    }


@pytest.fixture
def days_later(site: str, tmp_path: Path) -> Iterator[Callable[[int], str]]:
    """A copy of the site so many days later, where the clock stands still: all that was due was done.

    Asked again, the same copy grows older; the site itself does not. The copy is answered from here:
    another server would take longer to start than all that is asked of it. A test names it before
    the person who goes there: it is then closed after the page has come whole.
    """
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


@contextmanager
def answering(app: Flask, port: int) -> Iterator[None]:
    """The application itself, over HTTP."""
    server = make_server("localhost", port, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


class Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Nothing of each request: a browser says what failed."""


def filled(database: Path) -> Path:
    """A database with the starting content: the first worker fills it, the others wait for it."""
    with database.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            filling, tables = database.with_suffix(".filling"), kept_tables()
            if is_kept := tables.exists():
                shutil.copy(tables, filling)
            with standing_on(database.parent, f"sqlite:///{filling}"):
                if not is_kept:
                    flask_migrate.upgrade()
                    keep(f"sqlite:///{filling}", tables)
                load()
            filling.rename(database)
    return database


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a worker, for all: Playwright opens it, and takes no other of its kind beside it."""
    path = found()
    assert path, HELP
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def windows(chromium: Browser, site: str) -> Iterator[Windows]:
    """Closed before the site, which would wait for their connections."""
    windows = Windows(chromium, site)
    yield windows
    for page in windows.open.values():
        page.context.close()


class Windows:
    """One with JavaScript and one without, for all tests: a new one takes as long as five pages."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self.chromium, self.site = chromium, site
        self.open: dict[bool, Page] = {}
        self.complaints: list[str] = []

    def taken(self, *, javascript: bool, width: int = 1280, theme: str = "light") -> Iterator[Page]:
        """Without a cookie; its console must stay empty, and its pages must not fail."""
        page = self.open.get(javascript) or self.another(javascript=javascript)
        page.context.clear_cookies()
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        self.complaints.clear()
        yield page
        page.wait_for_load_state()
        unexpected = [
            said
            for said in self.complaints
            if "status of 422" not in said and "status of 4" not in said
        ]
        assert not unexpected, unexpected

    def another(self, *, javascript: bool) -> Page:
        context = self.chromium.new_context(
            base_url=self.site, java_script_enabled=javascript, locale="fr-FR"
        )
        context.set_default_timeout(10_000)
        page = self.open[javascript] = context.new_page()
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self.weigh)
        return page

    def hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def weigh(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.status} {answer.url}")


@pytest.fixture(params=["au clavier", "sans JavaScript"])
def person(request: pytest.FixtureRequest, windows: Windows) -> Iterator[Hands]:
    """Somebody at a browser: once by the keyboard alone, once without JavaScript."""
    by_keyboard = request.param == "au clavier"
    for page in windows.taken(javascript=by_keyboard):
        yield Keyboard(page) if by_keyboard else Hands(page)


@pytest.fixture
def reader(windows: Windows) -> Iterator[Page]:
    """Somebody at a browser with JavaScript."""
    yield from windows.taken(javascript=True)


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
