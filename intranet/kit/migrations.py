"""The migrations of this version: their files, and the last of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


@cache
def newest() -> str:
    """The last migration of this version: their files are numbered, and bear the names they have."""
    return max(found.stem for found in (FOLDER / "versions").glob("[0-9]*.py"))
