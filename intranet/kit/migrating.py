"""The tool that runs the migrations, `flask db …`: loaded only where it serves.

Web processes never migrate; Alembic and all that it brings would be a tenth of what they hold.
"""

from __future__ import annotations

from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError
from werkzeug.local import LocalProxy

from intranet.kit.db import db
from intranet.kit.migrations import FOLDER
from intranet.kit.terminal import AHEAD, is_ahead, why_no_base

# What begins at the migration that the base is at: of a later version, there is none of that name here.
FROM_HERE = ("upgrade", "downgrade", "current", "check")


class Migrating(click.Command):
    """The commands of Flask-Migrate, which is loaded when one of them is called."""

    def make_context(self, *args: Any, **given: Any) -> click.Context:
        from flask_migrate.cli import db as theirs

        told = Told(
            theirs.name, theirs.commands, callback=theirs.callback, params=theirs.params,
            help=self.help,
        )  # fmt: skip
        return told.make_context(*args, **given)


class Told(click.Group):
    """Where the base fails them, one sentence says so, as of any other command of ours."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DatabaseError as error:
            raise click.ClickException(f"{why_no_base(error)} Rien n’est fait.") from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] in FROM_HERE:
            with_appcontext(refuse_what_is_ahead)()
        return super().resolve_command(ctx, args)


def refuse_what_is_ahead() -> None:
    if is_ahead(db.engine.engine.url):
        raise click.ClickException(AHEAD)


def init_app(app: Flask) -> None:
    """Bring the commands `flask db …`, and let Flask-Migrate find this site when they run."""
    commands = Migrating("db", help="Les migrations de la base.")

    def known() -> Any:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(FOLDER))
        app.cli.add_command(commands)  # it has just put its own in their place
        return app.extensions["migrate"]

    app.extensions["migrate"] = LocalProxy(known)
    app.cli.add_command(commands)
