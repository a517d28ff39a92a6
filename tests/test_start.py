"""What a site that was just started answers, and how it is stopped."""

from __future__ import annotations

import runpy
import signal
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser

from tests.visitor import Visitor


def test_an_unknown_address_answers_a_page_in_french(visitor: Visitor) -> None:
    assert visitor.open("/nulle-part", status=404).texts("h1") == ["Page introuvable"]


@pytest.mark.no_database
def test_a_page_of_text_pasted_into_a_search_reaches_the_site() -> None:
    """The server answered it in English, by itself: neither it nor nginx may be stricter than the site."""
    root = Path(__file__).parent.parent
    settings = Config()
    for name, value in runpy.run_path(str(root / "gunicorn.conf.py")).items():
        if name in settings.settings:
            settings.set(name, value)
    address = f"/recherche?q={quote('é' * 10_000)}"
    asked = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nHX-Current-URL: {address}\r\n"
    asked += "SCRIPT_NAME: /ailleurs\r\n\r\n"  # whoever says so got a 500 of the server
    read = next(RequestParser(settings, [asked.encode()], ("127.0.0.1", 1)))
    assert f"{read.path}?{read.query}" == address
    assert "SCRIPT_NAME" not in dict(read.headers)
    nginx = (root / "deploy/nginx/passerelles.conf").read_text()
    assert "large_client_header_buffers 4 64k;" in nginx


@pytest.mark.no_database
def test_a_worker_stopped_at_a_terminal_ends_what_it_began(request: pytest.FixtureRequest) -> None:
    """As where the service is stopped (gunicorn.conf.py says why)."""
    page = runpy.run_path(str(Path(__file__).parent.parent / "gunicorn.conf.py"))
    for asked in (signal.SIGINT, signal.SIGQUIT):
        request.addfinalizer(partial(signal.signal, asked, signal.getsignal(asked)))
    ended: list[int] = []
    worker = SimpleNamespace(handle_exit=lambda number, _frame: ended.append(number))
    page["post_worker_init"](worker)
    for asked in (signal.SIGINT, signal.SIGQUIT):
        signal.raise_signal(asked)
    assert ended == [signal.SIGINT, signal.SIGQUIT]
