"""Pages of the census in a real browser, without a server: the application of the tests answers each request."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Request, Route

SITE = "http://localhost"
STATIC = Path(__file__).parents[2] / "intranet" / "static"


class Answering:
    """Answers what the browser asks, as the client of whoever reads the page."""

    def __init__(self) -> None:
        self.client: FlaskClient | None = None
        self.known: dict[str, str] = {}  # the page that was read already, by its address

    def give(self, address: str, html: str, client: FlaskClient) -> None:
        """The page that is going to be opened, and who reads it."""
        self.client, self.known = client, {address: html}

    def __call__(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.path.startswith("/static/"):
            file = STATIC / parts.path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0]
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif request.resource_type == "document" and address in self.known:
            route.fulfill(body=self.known[address], content_type="text/html; charset=utf-8")
        else:
            self.ask(route, request, address)

    def ask(self, route: Route, request: Request, address: str) -> None:
        assert self.client
        headers = {name: value for name, value in request.headers.items() if name.startswith("hx-")}
        answer = self.client.open(
            address,
            method=request.method,
            data=request.post_data,
            headers=headers,
            content_type=request.headers.get("content-type"),
            buffered=True,
        )
        route.fulfill(
            status=answer.status_code, body=answer.data, headers=dict(answer.headers.items())
        )


@contextmanager
def shown(browser: Browser, answering: Answering) -> Iterator[Page]:
    """A page of this browser, whose requests all come here."""
    context = browser.new_context(base_url=SITE, locale="fr-FR", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    context.route("**/*", answering)
    page = context.new_page()
    yield page
    context.close()
