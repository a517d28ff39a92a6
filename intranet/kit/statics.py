"""Static files carry the hash of what they hold in their address, so browsers keep them a year."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask


def init_app(app: Flask) -> None:
    app.jinja_env.globals["static"] = address_in(Path(app.static_folder or ""))


def address_in(folder: Path) -> Callable[[str], str]:
    """`static("css/base.css")` → /static/css/base.css?v=…, worked out once a process."""

    @cache
    def static(name: str) -> str:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        return f"/static/{name}?v={digest[:12]}"

    return static
