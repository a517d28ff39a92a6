"""The site inside this process, where what is compared is the work and not the server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask


@contextmanager
def site(url: str, folder: Path, **more: str) -> Iterator[Flask]:
    """A site of its own on this database, with the regions and nothing else."""
    import flask_migrate

    from intranet import create_app
    from intranet.kit.db import db

    app = create_app(
        DATABASE_URL=url,
        INSTANCE=folder,
        INTRANET_ENV="demo",
        SITE_URL="http://localhost",
        **more,
    )
    logging.getLogger("intranet.events").setLevel(
        logging.CRITICAL
    )  # written; not said between figures
    with app.app_context():
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def peak_memory() -> float:
    """The megabytes that this program held at most; `ru_maxrss` begins with those of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def signed_in(app: Flask, member: Any) -> Any:
    from intranet.kit.clock import now
    from intranet.kit.db import db
    from intranet.members.actions import open_session

    client = app.test_client()
    token = open_session(member, now(), browser="bench")
    db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client
