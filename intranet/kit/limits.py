"""How often something may be tried: counted in a table, so over all processes, with no extra server.

The limits themselves are one list: `intranet/allowances.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any, NoReturn

from flask import Response, abort, has_request_context, request
from sqlalchemy import delete, update
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.clock import PARIS, in_paris, now
from intranet.kit.conditional import inserting, touched
from intranet.kit.db import SAFE_METHODS, Model, db


@dataclass(frozen=True)
class Limit:
    """So many tries of one thing, by one person or from one place, in a window of time."""

    action: str
    most: int
    every: timedelta


Try = tuple[Limit, str]  # and who tries: only its hash is kept


class Attempt(Model):
    """How many times something was tried in one window of time; who tried is only a hash."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


def over(*tries: Try) -> int:
    """Count one more try under each limit in turn: the seconds to wait, 0 where all allow it.

    A try that one limit refuses is not counted by the next: whoever insists alone does not use up
    what is everybody's. The counts are committed at once, apart from what the view does next: they
    must survive a refusal.
    """
    if has_request_context() and request.method in SAFE_METHODS:
        db.session.commit()  # what was read must not keep the count from being written
    wait = over_with_the_rest(*tries)
    db.session.commit()
    return wait


def over_with_the_rest(*tries: Try) -> int:
    """The same, left to the caller to commit: with what the try allows, or alone where it is refused."""
    for limit, who in tries:
        window = window_of(limit, who)
        if int(db.session.scalar(*counting(window, 1)) or 0) > limit.most:
            return seconds_until(window["ends_at"])
    return 0


def give_back(*tries: Try) -> None:
    """A try that proved sound no longer counts: whoever is right is never slowed.

    Left to the caller to commit, with what the try allowed.
    """
    for limit, who in tries:
        counted = update(Attempt).filter_by(**window_of(limit, who)).where(Attempt.count > 0)
        db.session.execute(counted.values(count=Attempt.count - 1))


def forgive(*tries: Try) -> None:
    """Those who proved otherwise who they are begin again. Left to the caller to commit, with the proof."""
    for limit, who in tries:
        db.session.execute(delete(Attempt).filter_by(**window_of(limit, who)))


def counting(window: dict[str, Any], tries: int) -> tuple[Any, dict[str, Any]]:
    """The statement that counts so many more in a window, and answers how many that makes.

    One statement, so that no two processes read the same count.
    """
    return _counting(db.engine.dialect.name), window | {"count": tries}


@cache
def _counting(_dialect: str) -> Any:
    tried = inserting(Attempt.__table__)
    more = {"count": Attempt.count + tried.excluded.count}
    tried = tried.on_conflict_do_update(index_elements=["key", "ends_at"], set_=more)
    return tried.returning(Attempt.count)


def window_of(limit: Limit, who: str) -> dict[str, Any]:
    """The key of the row that counts them now."""
    return {
        "key": hashlib.sha256(f"{limit.action}:{who}".encode()).hexdigest(),
        "ends_at": _end_of_window(now(), limit.every),
    }


def _end_of_window(at: datetime, every: timedelta) -> datetime:
    """Of a part of a day, by the clock; of a day, at midnight in Paris: « demain » is then true."""
    if every == timedelta(days=1):
        tomorrow = in_paris(at).date() + every
        return datetime.combine(tomorrow, time.min, PARIS).astimezone(UTC)
    seconds = every.total_seconds()
    return datetime.fromtimestamp((at.timestamp() // seconds + 1) * seconds, UTC)


def seconds_until(instant: datetime) -> int:
    return max(1, ceil((instant - now()).total_seconds()))


def here() -> str:
    """Where the request comes from: an IPv4 address, or the network of an IPv6 one.

    Whoever has one IPv6 address has the whole network of 64 bits: they are one place.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


def refused(answer: Response, wait: int) -> Response:
    """The page, as a 429 that says when to come back."""
    answer.status_code = 429
    answer.headers["Retry-After"] = str(wait)
    return answer


def stop(wait: int, sentence: str | None = None) -> NoReturn:
    """A 429 page, with the usual sentence or one of its own."""
    abort(429, f"→ {sentence}" if sentence else None, retry_after=wait)


def forget_old(at: datetime) -> int:
    """Drop the counts of windows that are over; how many."""
    return touched(db.session.execute(delete(Attempt).where(Attempt.ends_at < at)))
