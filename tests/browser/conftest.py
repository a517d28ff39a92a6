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
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, sync_playwright

from bench.server import free_port, wait_for
from tests.browser.chromium import FLAGS, HELP, found
from tests.browser.hands import Hands, Keyboard

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
ENVIRON = os.environ | {"SECRET_KEY": "essais" * 8}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts and "site" in item.fixturenames:  # type: ignore[attr-defined]
            item.add_marker("live")
    # The whole way first, while the site is as it was started: it takes the longest, and reads a gap
    # that the journeys beside it change.
    items.sort(key=lambda item: item.path.stem != "test_whole_way")


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
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The site of a folder, at its address."""
    port = free_port()
    environ = ENVIRON | settings | {
        "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
    }  # fmt: skip
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


@pytest.fixture
def days_later(site: str, tmp_path: Path) -> Iterator[Callable[[int], str]]:
    """A copy of the site so many days later, where the clock stands still: all that was due was done.

    Asked again, it goes on from there. The site itself does not grow older.
    """
    with ExitStack() as stack:
        folders = [SERVED[site]]

        def at(days: int) -> str:
            then = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
            folder = tmp_path / f"{days}-days-later"
            folder.mkdir()
            with closing(sqlite3.connect(folders[-1] / "site.db")) as database:
                database.execute("VACUUM INTO ?", [str(folder / "site.db")])
            folders.append(folder)
            environ = ENVIRON | {
                "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
                "SITE_URL": site,
                "INTRANET_NOW": then,
            }
            subprocess.run([*FLASK, "tick"], cwd=ROOT, env=environ, check=True, capture_output=True)
            return stack.enter_context(serving(folder, INTRANET_NOW=then))

        yield at


def filled(database: Path) -> Path:
    """A database with the starting content: the first worker fills it, the others wait for it."""
    with database.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            filling = database.with_suffix(".filling")
            environ = ENVIRON | {"DATABASE_URL": f"sqlite:///{filling}"}
            for command in (["db", "upgrade"], ["content", "load"]):
                subprocess.run(
                    [*FLASK, *command], cwd=ROOT, env=environ, check=True, capture_output=True
                )
            filling.rename(database)
    return database


@pytest.fixture(scope="session")
def browsers() -> Iterator[BrowserType]:
    """What opens browsers: one a worker, it takes no other beside it."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@contextmanager
def a_browser(browsers: BrowserType) -> Iterator[Browser]:
    path = found()
    assert path, HELP
    opened = browsers.launch(executable_path=path, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def chromium(site: str, browsers: BrowserType) -> Iterator[Browser]:
    """One browser for all; it is closed before the site, which would wait for its connections."""
    with a_browser(browsers) as opened:
        yield opened


@pytest.fixture(params=["au clavier", "sans JavaScript"])
def person(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Hands]:
    """Somebody at a browser: once by the keyboard alone, once without JavaScript."""
    by_keyboard = request.param == "au clavier"
    for page in walking(chromium, site, javascript=by_keyboard):
        yield Keyboard(page) if by_keyboard else Hands(page)


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Page]:
    """Somebody at a browser with JavaScript."""
    yield from walking(chromium, site, javascript=True)


def walking(chromium: Browser, site: str, *, javascript: bool, **options: object) -> Iterator[Page]:
    """A new browser context whose console must stay empty and whose pages must not fail."""
    context: BrowserContext = chromium.new_context(
        base_url=site,
        java_script_enabled=javascript,
        locale="fr-FR",
        **options,  # type: ignore[arg-type]
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            complaints.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        ),
    )
    yield page
    context.close()
    unexpected = [
        said for said in complaints if "status of 422" not in said and "status of 4" not in said
    ]
    assert not unexpected, unexpected


def sign_in(
    person: Hands | Page, who: str, password: str = "passerelles-demo", *, site: str = ""
) -> None:
    """By the form the first time; then with the cookie that was kept, as a browser does.

    On another `site` always by the form: years may have passed there.
    """
    person = Hands(person) if isinstance(person, Page) else person
    address, context = f"{who}@demo.example" if "@" not in who else who, person.page.context
    if address in _cookies and not site:
        context.add_cookies(_cookies[address])
        person.open("/")
        return
    person.open(f"{site}/connexion")
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
