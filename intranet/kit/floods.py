"""Searches: so many a minute for one reader, counted without a write at each.

Each process counts its own, and shares them by tens through the table of tries: what it lets pass
beyond the limit before it learns of the others is less than ten. Reading goes on where the table
cannot be written: the process then counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from intranet.allowances import searches
from intranet.kit import limits
from intranet.kit.access import reader
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.limits import Limit

BY = 10  # searches shared at once
MOST_KEPT = 10_000  # readers remembered by one process: a crowd of addresses must not fill it
TOO_FAST = (
    "Beaucoup de recherches sont venues d’ici en une minute. Attendez un instant, puis rechargez "
    "cette page : votre recherche est dans son adresse."
)


@dataclass
class Count:
    """Of one reader, in one window: here, and over all processes when it was last shared."""

    window: dict[str, Any]
    here: int = 0
    shared: int = 0

    def is_over(self, at: datetime) -> bool:
        return bool(self.window["ends_at"] <= at)


class Counts:
    """What this process counted lately."""

    def __init__(self) -> None:
        self.lock, self.kept = Lock(), dict[str, Count]()

    def one_more(self, limit: Limit, who: str) -> int:
        """Count it: the seconds to wait, 0 where the limit allows it."""
        window, at = limits.window_of(limit, who), now()
        with self.lock:
            count = self.kept.get(window["key"])
            if count is None or count.is_over(at):
                self.make_room(at)
                count = self.kept[window["key"]] = Count(window)
            count.here += 1
            told = count.here if count.here % BY == 0 else 0
        if told and (total := shared(window, told)) is not None:
            with self.lock:
                count.here, count.shared = count.here - told, total
        swamped = count.here + count.shared > limit.most
        return limits.seconds_until(window["ends_at"]) if swamped else 0

    def make_room(self, at: datetime) -> None:
        if len(self.kept) >= MOST_KEPT:
            self.kept = {key: count for key, count in self.kept.items() if not count.is_over(at)}
        if len(self.kept) >= MOST_KEPT:
            self.kept = {}


def shared(window: dict[str, Any], tries: int) -> int | None:
    """How many there are over all processes with these; None where that cannot be written now.

    On a connection of its own: the page only reads, and goes on.
    """
    try:
        with db.engine.begin() as connection:
            return int(connection.scalar(*limits.counting(window, tries)))
    except SQLAlchemyError as failure:
        current_app.logger.warning("searches are counted by process: %s", type(failure).__name__)
        return None


def init_app(app: Flask) -> None:
    app.extensions["searches"] = Counts()
    if app.config["SEARCHES_A_MINUTE"]:
        app.before_request(slow_down)


def slow_down() -> ResponseReturnValue | None:
    """Stop whoever searches faster than people do, by account or by place."""
    if request.method != "GET" or not request.args.get("q", "").strip():
        return None
    is_typing = request.path.endswith("/suggestions")
    is_part = request.headers.get("HX-Request-Type") == "partial"
    pages, parts = searches(current_app.config["SEARCHES_A_MINUTE"])
    member = reader()
    who = f"member {member.id}" if member else limits.here()
    limit = parts if is_typing or is_part else pages
    wait = current_app.extensions["searches"].one_more(limit, who)
    if not wait:
        return None
    if limit is pages:
        limits.stop(wait, TOO_FAST)
    if is_typing:
        return "", 204, {"Retry-After": str(wait)}  # what was suggested stays
    return "", 429, {"HX-Redirect": request.full_path, "Retry-After": str(wait)}  # the page says it
