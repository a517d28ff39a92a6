"""Writing a line: asked for anywhere, written at the very end of the transaction it belongs to.

The chain has one end, so whoever adds to it waits for whoever is adding: taken last and for the
commit alone, that lock makes nobody wait long, and closes no circle of waiting.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import Flask, current_app, has_request_context, request
from sqlalchemy import bindparam, event, insert, inspect, update
from sqlalchemy.orm import Session, SessionTransaction

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.journal.chain import CHAIN, LINES, hash_of
from intranet.kit.journal.kinds import Kind

NOTED, TOLD = "events to write at the commit", "events to tell once committed"
log = logging.getLogger("intranet.events")


class Known(Protocol):
    """Whoever the journal has a key for: a member."""

    event_key: Any


# Built once: whoever writes a line keeps everybody else from writing one.
_LONGER = (
    update(CHAIN)
    .values(number=CHAIN.c.number + bindparam("more"))
    .returning(CHAIN.c.number, CHAIN.c.hash)
)
_WRITTEN, _SEALED = insert(LINES), update(CHAIN).values(hash=bindparam("seal"))


@dataclass
class _Noted:
    at: datetime
    kind: Kind
    person: Any
    concerns: Any
    typed: str | None
    about: Any
    detail: str | None
    network: str | None
    within: SessionTransaction | None


def init_app(app: Flask) -> None:
    """One line of JSON an event, on the error output, whatever else is logged."""
    log.setLevel(logging.INFO)
    if not app.testing and not log.handlers:
        told = logging.StreamHandler()
        told.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(told)


def note(
    kind: Kind,
    *,
    by: Known | str | None = None,
    concerns: Known | str | None = None,
    typed: str = "",
    about: Any = None,
    detail: str = "",
) -> None:
    """One line for the journal, committed with the act it tells; taken back with it too.

    `by` acted, `concerns` is whoever else it is about: members, or their keys. `typed` is an address
    that has no account, of which only a keyed hash is kept. `about` is a row, or the names of its
    table and its number; `detail` one word of the code, never typed text.
    """
    if concerns is by:
        concerns = None
    db.session.info.setdefault(NOTED, []).append(
        _Noted(
            at=now(),
            kind=kind,
            person=_key(by),
            concerns=_key(concerns),
            typed=hash_of_address(typed) if typed and by is None and concerns is None else None,
            about=about,
            detail=detail[:40] or None,
            network=_network(),
            within=db.session().get_nested_transaction(),
        )
    )


def note_apart(kind: Kind, **said: Any) -> None:
    """The same, of an act that changes nothing by itself: what was read must not keep the line out."""
    db.session.commit()
    note(kind, **said)
    db.session.commit()


def _key(known: Known | str | None) -> Any:
    """The key itself where it exists: it may be gone at the commit. Else whoever is yet to have one."""
    return getattr(known, "event_key", None) or known


def hash_of_address(typed: str) -> str:
    """What the journal keeps of an address without account, which only SECRET_KEY can make again."""
    secret = current_app.config["SECRET_KEY"].encode()
    said = f"journal:{typed.strip().lower()}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()[:32]


def _network() -> str | None:
    """Where the request came from, as a network: enough to recognise oneself, not to be followed."""
    if not has_request_context() or not request.remote_addr:
        return None
    try:
        address = ipaddress.ip_address(request.remote_addr)
    except ValueError:
        return None
    kept = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{kept}", strict=False))


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if session.get_nested_transaction() is not None or not session.info.get(NOTED):
        return
    session.flush()
    noted = session.info.pop(NOTED)
    ended = session.execute(_LONGER, {"more": len(noted)}).one()
    number, before, lines = ended.number - len(noted), ended.hash, []
    for one in noted:
        number += 1
        line = _line(number, one)
        before = hash_of(before, line)
        lines.append(line | {"hash": before})
    session.execute(_WRITTEN, lines)
    session.execute(_SEALED, {"seal": before})
    session.info[TOLD] = lines


def _line(number: int, noted: _Noted) -> dict[str, Any]:
    about, about_id = _named(noted.about)
    return {
        "number": number,
        "at": noted.at,
        "kind": noted.kind,
        "person": _settled(noted.person),
        "concerns": _settled(noted.concerns),
        "typed": noted.typed,
        "about": about,
        "about_id": about_id,
        "detail": noted.detail,
        "network": noted.network,
    }


def _settled(known: Any) -> str | None:
    key = known if isinstance(known, str) else getattr(known, "event_key", None)
    return str(key) if key else None


def _named(about: Any) -> tuple[str | None, int | None]:
    """The table and the number of a row."""
    if about is None or isinstance(about, tuple):
        return about or (None, None)
    identity = inspect(about).identity
    number = identity[0] if identity and isinstance(identity[0], int) else None
    return str(about.__tablename__), number


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    for line in session.info.pop(TOLD, ()):
        said = {name: value for name, value in line.items() if value is not None}
        said |= {"at": line["at"].isoformat(), "kind": str(line["kind"])}
        log.info(json.dumps(said, ensure_ascii=True))


@event.listens_for(Session, "after_soft_rollback")
def _take_back(session: Session, ended: SessionTransaction) -> None:
    """What a savepoint noted goes with it; what the whole transaction noted, with the whole."""
    session.info.pop(TOLD, None)
    noted = session.info.get(NOTED, [])
    session.info[NOTED] = [one for one in noted if ended.nested and one.within is not ended]
