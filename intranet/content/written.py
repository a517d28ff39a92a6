"""The facts of the starting content, as they are written in `facts/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def read(path: Path) -> Any:
    """What a file says; read once, and changed by nobody."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))
