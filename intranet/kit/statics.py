"""Static files carry the hash of what they hold in their address, so browsers keep them a year."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "")
    known: dict[str, str] = {}

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            name = values["filename"]
            if name not in known or app.debug:
                held = folder / name
                known[name] = (
                    hashlib.sha256(held.read_bytes()).hexdigest()[:12] if held.is_file() else "0"
                )
            values["v"] = known[name]
