"""What is said again though it was heard: nobody answered, or somebody went back and sent it anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select

from intranet.kit.db import db

T = TypeVar("T")
AGAIN_WITHIN = timedelta(hours=1)  # said later, it is meant


def said_just_before(place: Select[T], since: str, at: datetime, /, **words: Any) -> T | None:
    """The last thing said in this place, where it is the very same; None where it is not.

    `place`: all that was said there, the newest first; `since`: the column that dates it. Whatever
    somebody else said meanwhile may be answered by the same words. Whoever asks holds the row of
    the place, or of who speaks, so that of two presses the second sees the first.
    """
    last = db.session.scalar(place.limit(1))
    if last is None or getattr(last, since) <= at - AGAIN_WITHIN:
        return None
    is_same = all(getattr(last, name) == value for name, value in words.items())
    return last if is_same else None
