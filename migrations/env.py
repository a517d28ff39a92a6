"""How Alembic meets our models: online only, on SQLite by rebuilding tables where it must."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from intranet.kit.db import UtcDateTime

database = current_app.extensions["migrate"].db


def ours(_thing: Any, name: str | None, type_: str, _reflected: bool, _compared: Any) -> bool:
    """The index of words is written by hand in its migration: it is not the same on both databases."""
    return not (type_ == "table" and name is not None and name.startswith("search_words"))


def written(type_: str, thing: Any, _autogen: Any) -> str | bool:
    """In a migration our instants are plain SQLAlchemy: the application may change, it may not."""
    if type_ == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and type(thing).__name__ == "Enum":
        return "sa.String(length=40)"
    return False


def same_type(
    _context: Any, _ours: Any, _theirs: Any, inspected: Any, declared: Any
) -> bool | None:
    """An enum is kept as plain text of 40 letters."""
    if type(declared).__name__ == "Enum":
        return getattr(inspected, "length", None) != 40
    return None


engine = database.engine
connection = context.config.attributes.get("connection")


def run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        include_object=ours,
        render_item=written,
        compare_type=same_type,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


if connection is not None:
    run(connection)
else:
    with engine.connect() as opened:
        # SQLite rebuilds a table by dropping it: its keys are not followed meanwhile, nor the
        # triggers of other tables that name it
        raw = opened.connection.dbapi_connection
        if opened.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("PRAGMA legacy_alter_table = ON")
        run(opened)
        opened.commit()
        if opened.dialect.name == "sqlite":
            raw.execute("PRAGMA legacy_alter_table = OFF")
            raw.execute("PRAGMA foreign_keys = ON")
