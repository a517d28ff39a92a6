"""A real site (gunicorn, its own database, the starting content) and a real browser to walk it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.server import free_port, wait_for
from tests.browser.chromium import FLAGS, HELP, found

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("live")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that was started as `make run` starts it."""
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "SECRET_KEY": "essais" * 8,
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "start"]
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=err)
        wait_for(port, process, patience=180)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(30)
    said = (folder / "err").read_text()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = found()
    assert path, HELP
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(params=["avec JavaScript", "sans JavaScript"])
def person(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Page]:
    """Somebody at a browser, once with JavaScript and once without."""
    yield from walking(chromium, site, javascript=request.param == "avec JavaScript")


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


def sign_in(page: Page, who: str, password: str = "passerelles-demo") -> None:
    """As people do, by the form, with the keyboard."""
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(f"{who}@demo.example" if "@" not in who else who)
    page.get_by_label("Mot de passe").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/connexion" not in url)


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def unique(words: str) -> str:
    """The same words, told apart from those of other tests: `marie@…` → `marie7@…`."""
    name, at, rest = words.partition("@")
    return f"{name}{next(_numbers)}{at}{rest}"


_numbers = itertools.count(1)
