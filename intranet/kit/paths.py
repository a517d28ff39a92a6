"""Addresses of this site: numbers that our tables can hold, and where somebody’s page leads back to."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map, Rule

LONGEST = 2_000
LARGEST_ID = 2**31 - 1  # what PostgreSQL holds in the keys of our tables
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x20\x7f]*")


class Number(IntegerConverter):
    """`<int:…>`: a number that no table can hold names nothing, and is a 404."""

    def __init__(self, map: Map, max: int = LARGEST_ID, **how: int) -> None:  # noqa: A002  werkzeug’s names
        super().__init__(map, max=max, **how)  # type: ignore[arg-type]


class Route(Rule):
    """A rule whose builders of addresses are written when one is first asked for.

    Werkzeug writes two functions for each of our hundreds of rules as the site starts: a tenth of
    a second, for addresses that a process mostly never builds.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        name = "_build_unknown" if append_unknown else "_build"
        write = super()._compile_builder

        def written_when_asked(rule: Route, /, **values: object) -> tuple[str, str]:
            build = write(append_unknown).__get__(rule, None)
            setattr(rule, name, build)
            built: tuple[str, str] = build(**values)
            return built

        return written_when_asked


def init_app(app: Flask) -> None:
    """Before any route is made."""
    app.url_map.converters["int"] = Number
    app.url_rule_class = Route


def own_path(typed: str | None) -> str | None:
    """A path of this site, and nothing that a browser could take for another one."""
    sound = typed and len(typed) < LONGEST and _OWN_PATH.fullmatch(typed)
    return typed if sound and not str(typed).startswith("/deconnexion") else None


def page_before() -> str | None:
    """The page of ours where the button is that was pressed, as browsers say it."""
    said, here = request.referrer or "", request.host_url
    is_ours = request.method == "POST" and said.startswith(here)
    return own_path(said.removeprefix(here.rstrip("/"))) if is_ours else None


def this_page() -> str:
    """The address of what is being read: where only a button leads, that of the page it is on."""
    methods = request.url_rule.methods if request.url_rule else None
    is_page = request.method == "GET" or "GET" in (methods or ())
    return request.full_path if is_page else page_before() or "/"
