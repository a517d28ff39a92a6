"""The application, for gunicorn and for `flask --app wsgi`."""

from __future__ import annotations

import atexit
import gc
import sys

gc.disable()  # what a site is made of is never let go of: looking for it is a fifth of the start

from intranet import create_app  # noqa: E402  what SQLAlchemy makes counts too
from intranet.config import WrongSetting  # noqa: E402
from intranet.kit.db import db  # noqa: E402

try:
    app = create_app()
except WrongSetting as wrong:
    sys.exit(f"Passerelles ne peut pas démarrer. {wrong}")
app.url_map.update()  # once for all workers: the first page of each would sort its addresses


@atexit.register
def let_go() -> None:
    """Close what is left open, which no collector does of what is frozen.

    The last process to let go of an SQLite database writes its journal back into the file.
    """
    with app.app_context():
        db.engine.dispose()


gc.freeze()  # nor is it looked at when the first pages are drawn
gc.enable()
