"""The application, for gunicorn and for `flask --app wsgi`."""

from __future__ import annotations

import sys

from intranet import create_app
from intranet.config import WrongSetting

try:
    app = create_app()
except WrongSetting as wrong:
    sys.exit(f"Passerelles ne peut pas démarrer. {wrong}")
