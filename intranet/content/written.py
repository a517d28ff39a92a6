"""The facts of the starting content, as they are written in `facts/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

# The parser written in C, where PyYAML brings it: the other takes ten times as long.
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(path: Path) -> Any:
    """What a file says; read once, and changed by nobody."""
    return SAFE(path.read_text(encoding="utf-8")).get_single_data()
