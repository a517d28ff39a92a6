"""Whether the site lives, and whether it is ready to serve."""

from __future__ import annotations

from functools import cache

from alembic.script import ScriptDirectory
from flask import current_app
from flask.typing import ResponseReturnValue

from intranet.home.views.blueprint import bp
from intranet.kit.db import db
from intranet.kit.readiness import Unreachable, revision_of


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers, and its tables are those of this version."""
    try:
        applied = revision_of(db.engine.engine.url)
    except Unreachable:
        return {"status": "database unreachable"}, 503
    newest = newest_revision(current_app.extensions["migrate"].directory)
    if applied != newest:
        return {"status": "migrations missing", "applied": applied, "expected": newest}, 503
    return {"status": "ready"}


@cache
def newest_revision(directory: str) -> str | None:
    """The last migration of this version: reading all of them takes longer than the answer may."""
    return ScriptDirectory(directory).get_current_head()
