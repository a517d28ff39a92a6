"""Drills: the site under attack, under faults and under load.

`make test` runs each one small; `make drill` runs them whole, as before a release, and prints
what was measured.
"""

from __future__ import annotations

import os
import secrets

IS_WHOLE = os.environ.get("DRILL") == "whole"
# What is drawn differs from one drill to the next; DRILL_SEED draws again what a failure told.
SEED = int(os.environ.get("DRILL_SEED") or (secrets.randbelow(10**6) if IS_WHOLE else 1))


def many(small: int, whole: int) -> int:
    """How many times something is tried: `small` in every run of the tests, `whole` in a drill."""
    return whole if IS_WHOLE else small


def tell(figure: str) -> None:
    """What was measured, for whoever runs the drill."""
    print(figure)  # noqa: T201
