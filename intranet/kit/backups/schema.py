"""The tables of a database being built, brought to one revision."""

from __future__ import annotations

from functools import cache

import alembic.command
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Run the migrations that are missing there."""
    config = current_app.extensions["migrate"].migrate.get_config()
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":  # a table is rebuilt by dropping it
            raw = connection.connection
            raw.cursor().execute("PRAGMA foreign_keys = OFF")
            raw.cursor().execute("PRAGMA legacy_alter_table = ON")
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)
        connection.commit()


def knows(revision: str) -> bool:
    """Whether a migration of this version has this name."""
    try:
        return _script().get_revision(revision) is not None
    except (CommandError, RevisionError):
        return False


@cache
def _script() -> ScriptDirectory:
    return ScriptDirectory(current_app.extensions["migrate"].directory)
