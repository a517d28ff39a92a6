"""Whether the site lives, and whether it is ready to serve."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from intranet.home.views.blueprint import bp
from intranet.kit.db import db
from intranet.kit.migrations import newest
from intranet.kit.readiness import Behind, Unreachable, check


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers, and its tables are those of this version."""
    try:
        check(db.engine.engine.url)
    except Unreachable:
        return {"status": "database unreachable"}, 503
    except Behind as behind:
        told = {"applied": behind.applied, "expected": newest()}
        return {"status": "migrations missing"} | told, 503
    return {"status": "ready"}
