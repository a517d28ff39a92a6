"""The components: every macro of templates/ui/ is at hand in every template, as `ui.<name>`."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Flask


def init_app(app: Flask) -> None:
    """Gather the macros once. They call one another through `ui` too, hence the global first."""
    env = app.jinja_env
    ui = SimpleNamespace()
    env.globals["ui"] = ui
    for name in env.list_templates(filter_func=lambda name: name.startswith("ui/")):
        macros: dict[str, Any] = vars(env.get_template(name).module)
        for macro in [found for found in macros if not found.startswith("_")]:
            setattr(ui, macro, macros[macro])
