"""The migrations of this version, and the tool that runs them: loaded only where it serves.

Web processes never migrate; Alembic and all that it brings would be a tenth of what they hold.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import click
from flask import Flask
from werkzeug.local import LocalProxy

from intranet.kit.db import db

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


class Migrating(click.Command):
    """The commands of Flask-Migrate, which is loaded when one of them is called."""

    def make_context(self, *args: Any, **given: Any) -> click.Context:
        from flask_migrate.cli import db as commands

        context: click.Context = commands.make_context(*args, **given)
        return context


def init_app(app: Flask) -> None:
    """Bring the commands `flask db …`, and let Flask-Migrate find this site when they run."""

    def known() -> Any:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(FOLDER))
        return app.extensions["migrate"]

    app.extensions["migrate"] = LocalProxy(known)
    app.cli.add_command(Migrating("db", help="Les migrations de la base."))


@cache
def newest() -> str:
    """The last migration of this version: their files are numbered, and bear the names they have."""
    return max(found.stem for found in (FOLDER / "versions").glob("[0-9]*.py"))
