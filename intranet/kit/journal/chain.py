"""The chain: each line carries the hash of the one before, so that a line changed or gone shows.

A line names nobody: it holds the journal’s own key of a person, whose only link with them is on
their account and goes when it closes. What was hashed is thus never to be rewritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Index, String, Table, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.conditional import touched
from intranet.kit.db import Model, db
from intranet.kit.journal.kinds import KIND_LABELS, Kind

START = "0" * 64
AT_ONCE = 2_000  # lines read in one statement


class SecurityEvent(Model):
    """One line of the journal: written once, in the transaction of what it tells; never changed."""

    __tablename__ = "security_event"
    __table_args__ = (
        Index("ix_security_event_person_number", "person", "number"),
        Index("ix_security_event_concerns_number", "concerns", "number"),
        Index("ix_security_event_kind_number", "kind", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[Kind]
    # Keys of the journal (`Member.event_key`): who acted, and whom it is about if not themselves.
    person: Mapped[str | None] = mapped_column(String(32))
    concerns: Mapped[str | None] = mapped_column(String(32))
    typed: Mapped[str | None] = mapped_column(String(32))  # keyed hash of an unknown address
    about: Mapped[str | None] = mapped_column(String(40))  # the table of what it is about
    about_id: Mapped[int | None]
    detail: Mapped[str | None] = mapped_column(String(40))  # one word of a closed list
    network: Mapped[str | None] = mapped_column(String(45))  # where from, without its last part
    hash: Mapped[str] = mapped_column(String(64))

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]


class EventChain(Model):
    """The one row that says where the chain ends, and where its kept part begins."""

    __tablename__ = "event_chain"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=START)
    cut_number: Mapped[int] = mapped_column(default=0)
    cut_hash: Mapped[str] = mapped_column(String(64), default=START)
    cut_at: Mapped[datetime | None]


# Read and written as tables: what the session remembers of a row is not what the chain says.
LINES, CHAIN = cast(Table, SecurityEvent.__table__), cast(Table, EventChain.__table__)


@dataclass(frozen=True)
class Check:
    """What reading the whole chain says: how many lines, and the first fault, in French."""

    lines: int
    fault: str | None = None


def hash_of(before: str, line: dict[str, Any]) -> str:
    """SHA-256 of the hash before and of this line, written the one way that JSON allows."""
    said = {name: line[name] for name in sorted(line)}
    said["at"] = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    said["kind"] = str(line["kind"])
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


SAID = tuple(name for name in LINES.columns.keys() if name != "hash")  # noqa: SIM118


def verify() -> Check:
    """Read every line kept, from the anchor to the head."""
    chain = db.session.execute(select(CHAIN)).one_or_none()
    if chain is None:
        return Check(0, "La tête de la chaîne manque.")
    number, before, fault = chain.cut_number, chain.cut_hash, _added_under(chain.cut_number)
    for row in _lines_after(number) if fault is None else ():
        fault = _fault_of(row, number + 1, before)
        if fault is not None:
            break
        number, before = row.number, row.hash
    return Check(number - chain.cut_number, fault or _fault_of_head(chain, number, before))


def _added_under(anchor: int) -> str | None:
    """What is older went as the anchor moved: only a hand wrote it since."""
    added = db.session.scalar(select(func.max(LINES.c.number)).where(LINES.c.number <= anchor))
    return None if added is None else f"La ligne {added} a été ajoutée."


def _fault_of(row: Any, awaited: int, before: str) -> str | None:
    if row is None:
        return f"La ligne {awaited} a été changée."
    if row.number != awaited:
        return f"La ligne {awaited} manque."
    if row.hash != hash_of(before, {name: getattr(row, name) for name in SAID}):
        return f"La ligne {awaited} a été changée."
    return None


def _fault_of_head(chain: Any, number: int, before: str) -> str | None:
    if number != chain.number:
        return f"Les dernières lignes manquent : la chaîne en compte {chain.number}."
    return None if before == chain.hash else "La tête de la chaîne a été changée."


def _lines_after(number: int) -> Iterator[Any]:
    """Each line, or None where one is no more readable: neither a kind nor a date that there is."""
    at_once = AT_ONCE
    while True:
        after = select(LINES).where(LINES.c.number > number).order_by(LINES.c.number)
        try:
            rows = db.session.execute(after.limit(at_once)).all()
        except (LookupError, ValueError):
            if at_once == 1:
                yield None
                return
            at_once = 1  # from here on, to say which
            continue
        yield from rows
        if not rows:
            return
        number = rows[-1].number


def cut(before: datetime, at: datetime) -> int:
    """Forget the lines older than `before`; their last hash stays, as the anchor of what follows."""
    kept = (
        select(SecurityEvent.number)
        .where(SecurityEvent.at >= before)
        .order_by(SecurityEvent.number)
    )
    first_kept = db.session.scalar(kept.limit(1))
    gone = select(SecurityEvent.number, SecurityEvent.hash).order_by(SecurityEvent.number.desc())
    if first_kept is not None:
        gone = gone.where(SecurityEvent.number < first_kept)
    last = db.session.execute(gone.limit(1)).one_or_none()
    if last is None:
        return 0
    anchored = {"cut_number": last.number, "cut_hash": last.hash, "cut_at": at}
    db.session.execute(update(CHAIN).values(**anchored))
    return touched(db.session.execute(delete(LINES).where(LINES.c.number <= last.number)))


def last_told(detail: str) -> datetime | None:
    """When a line of this detail was last written."""
    at: datetime | None = db.session.scalar(
        select(func.max(LINES.c.at)).where(LINES.c.detail == detail)
    )
    return at


def told_since(kinds: Collection[Kind], *, after: str) -> bool:
    """Whether one of these acts was told since the last line of this detail."""
    last = select(func.coalesce(func.max(LINES.c.number), 0)).where(LINES.c.detail == after)
    told = select(LINES.c.number).where(
        LINES.c.kind.in_(kinds),
        LINES.c.number > last.scalar_subquery(),
        or_(LINES.c.detail.is_(None), LINES.c.detail != after),
    )
    return db.session.scalar(told.limit(1)) is not None
