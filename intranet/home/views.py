"""The front page, the dashboards, search over everything, and what every page shows around itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Flask, current_app, request

from intranet.kit.access import reader


def init_app(app: Flask) -> None:
    app.context_processor(around_every_page)


def around_every_page() -> dict[str, Any]:
    """What base.html needs: the menu, what the reader may create, who they are."""
    member = reader()
    return {
        "site_name": current_app.config["SITE_NAME"],
        "site_public": current_app.config["SITE_IS_PUBLIC"],
        "theme": request.cookies.get("theme", ""),
        "menu": [],
        "create": [],
        "account": SimpleNamespace(name=member.name, organization="", todo=0) if member else None,
    }
