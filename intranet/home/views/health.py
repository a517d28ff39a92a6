"""Whether the site lives, and whether it is ready to serve."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from intranet.home.views.blueprint import bp
from intranet.kit.access import always_open
from intranet.kit.db import db


@bp.get("/healthz")
@always_open
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
@always_open
def ready() -> ResponseReturnValue:
    """The database answers, and its tables are those of this version."""
    try:
        applied = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        return {"status": "database unreachable"}, 503
    newest = ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()
    if applied != newest:
        return {"status": "migrations missing", "applied": applied, "expected": newest}, 503
    return {"status": "ready"}
