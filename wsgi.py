"""The application, for gunicorn and for `flask --app wsgi`."""

from __future__ import annotations

import gc
import sys

gc.disable()  # what a site is made of is never let go of: looking for it is a fifth of the start

from intranet import create_app  # noqa: E402  what SQLAlchemy makes counts too
from intranet.config import WrongSetting  # noqa: E402

try:
    app = create_app()
except WrongSetting as wrong:
    sys.exit(f"Passerelles ne peut pas démarrer. {wrong}")
app.url_map.update()  # once for all workers: the first page of each would sort its addresses
gc.freeze()  # nor is it looked at when the first pages are drawn
gc.enable()
