"""How long what candidates send is kept, and what is left of it: delays are settings, in months.

The defaults follow the guide of the CNIL on recruitment: three months to explain a refusal, two
years after the last contact for whoever agreed to be kept in mind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intranet.kit.clock import in_paris

LAST_BUCKET = 75


@dataclass(frozen=True)
class Delays:
    """In months."""

    draft: int = 12  # without a change
    forgotten: int = 12  # of a step of anybody
    decided: int = 3  # after the decision, files and messages
    pool: int = 24  # of an agreement to be kept in mind
    anonymous: int = 24  # after the decision, the name


def month_of(at: datetime) -> datetime:
    """Its first instant in Paris: what is left of a date."""
    return in_paris(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def bucket_of(snapshot: Mapping[str, Any]) -> str:
    """The share of what is required that was surely covered, by quarters; empty where not shared."""
    if "covered" in snapshot:
        return str(snapshot["covered"])
    required = [line for line in snapshot.get("lines", ()) if line["need"] == "required"]
    if not required:
        return ""
    needed = sum(line["level"] for line in required)
    held = sum(min(line["mine"] or 0, line["level"]) for line in required)
    low = min(100 * held // needed // 25 * 25, LAST_BUCKET) if needed else LAST_BUCKET
    return f"{low}-{low + 25}"
