"""Static files carry the hash of what they hold in their address, so browsers keep them a year.

What every page asks for comes in two files, drawn together from their parts: a first visit costs
five or six requests, not thirteen. What a style sheet names has an address from the root, for it is
read from the root too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request

# In this order: the layers of the style sheet, and scripts that know nothing of one another.
TOGETHER = {
    "site.css": tuple(
        f"css/{part}.css"
        for part in ("tokens", "base", "layout", "forms", "parts", "tables", "charts", "print")
    ),
    "site.js": ("vendor/htmx.min.js", "js/search.js", "js/menus.js", "js/said.js"),
}
KINDS = {"site.css": "text/css", "site.js": "text/javascript"}


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "")
    app.jinja_env.globals["static"] = address_in(folder)
    app.add_url_rule("/<any('site.css', 'site.js'):name>", "together", together)


def address_in(folder: Path) -> Callable[[str], str]:
    """`static("css/tour.css")` → /static/css/tour.css?v=…, worked out once a process."""

    @cache
    def static(name: str) -> str:
        held = joined(folder, name) if name in TOGETHER else (folder / name).read_bytes()
        path = name if name in TOGETHER else f"static/{name}"
        return f"/{path}?v={hashlib.sha256(held).hexdigest()[:12]}"

    return static


@cache
def joined(folder: Path, name: str) -> bytes:
    """The parts of a file that every page asks for, one after the other."""
    return b"\n".join((folder / part).read_bytes() for part in TOGETHER[name])


def is_asked_as_it_is() -> bool:
    """Whether the address bears the hash of what is answered.

    Where a machine still has the version before, or no longer, its answer is not kept under that name.
    """
    asked = request.view_args or {}
    name = str(asked.get("filename") or asked.get("name"))
    address: Callable[[str], str] = current_app.jinja_env.globals["static"]  # type: ignore[assignment]
    return address(name).endswith(f"?v={request.args.get('v')}")


def together(name: str) -> Response:
    """The style sheet, or the scripts, of every page."""
    held = joined(Path(current_app.static_folder or ""), name)
    return Response(held, mimetype=KINDS[name])
