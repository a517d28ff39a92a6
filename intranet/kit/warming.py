"""What the first pages make, made once before the workers are forked from the process that loaded the site.

Statements compiled, addresses built, the referential read: each worker would make them anew, at its
first visitors’ expense, and hold its own copy.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask

from intranet.kit.db import db
from intranet.kit.readiness import Behind, Unreachable, check


def warm(app: Flask, addresses: Iterable[str]) -> bool:
    """Draw these as a visitor would see them; False where the database is not ready, which delays nothing.

    No connection is left open: one that two processes share serves neither.
    """
    with app.app_context():
        try:
            check(db.engine.url)
        except (Unreachable, Behind):
            return False
    visitor = app.test_client(use_cookies=False)
    for address in addresses:
        visitor.get(address, base_url=app.config["SITE_URL"]).close()
    with app.app_context():
        db.engine.dispose()
    return True
