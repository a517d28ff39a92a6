"""What can be found: entering the index, changing there, leaving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Index,
    String,
    TextClause,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from intranet.kit.clock import now
from intranet.kit.conditional import inserting
from intranet.kit.db import Model, db, number_on_from
from intranet.kit.portions import portions
from intranet.kit.search.dialects import dialect
from intranet.kit.search.spelling import learn
from intranet.kit.search.stamps import WordStamp
from intranet.kit.search.words import stems

# Of an entry, what may stand beside its words, so that they are found with it.
WITH_WORDS = ("id", "kind", "object_id", "audience", "ends_at")


class Audience(StrEnum):
    """Who may know that something is there."""

    ANYONE = "anyone"
    NETWORK = "network"


class SearchEntry(Model):
    """One thing that can be found: what it is, where it is, and how a list of results shows it."""

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "object_id"),
        Index(
            "ix_search_entry_ends_at",
            "ends_at",
            postgresql_where=text("ends_at IS NOT NULL"),
            sqlite_where=text("ends_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    address: Mapped[str]
    audience: Mapped[Audience] = mapped_column(default=Audience.ANYONE)
    ends_at: Mapped[datetime | None]
    indexed_at: Mapped[datetime] = mapped_column(default=now)


def index(
    kind: str,
    object_id: int,
    *,
    title: str,
    address: str,
    summary: str = "",
    words: Sequence[str] = (),
    ends_at: datetime | None = None,
    audience: Audience = Audience.ANYONE,
) -> None:
    """Let a published thing be found by its title, its summary and other words; again after edits.

    `ends_at`: the instant from which the search over everything no longer shows it. What only the
    network may know teaches no word to the spelling, which answers everybody.
    """
    db.session.flush()  # what is indexed was written
    entry: dict[str, Any] = {"kind": kind, "object_id": object_id, "title": title}
    entry |= {"summary": summary, "address": address, "ends_at": ends_at}
    entry |= {"audience": audience, "indexed_at": now()}
    entry["id"] = db.session.scalar(_entering(db.engine.dialect.name), entry)
    body = " ".join([summary, *words])
    _write_words([({name: entry[name] for name in WITH_WORDS}, title, body)])
    if audience is Audience.ANYONE:
        learn([title, body])


@cache
def _entering(_dialect: str) -> Any:
    """Built once for each database: the entry is made, or made again, and says its number."""
    entering = inserting(SearchEntry.__table__)
    same = ("kind", "object_id")
    told = {column.name: column for column in entering.excluded if column.name not in ("id", *same)}
    entering = entering.on_conflict_do_update(index_elements=same, set_=told)
    return entering.returning(SearchEntry.id)


def index_all(entries: Sequence[Mapping[str, Any]]) -> None:
    """Let many new things be found at once: rows of SearchEntry, each with its `words`.

    For volume: nothing of theirs may be indexed already. Anyone may know of them, and nothing ends
    by itself, unless they say.
    """
    if not entries:
        return
    first = (db.session.scalar(select(func.max(SearchEntry.id))) or 0) + 1
    rows = [{"id": first + place, **entry} for place, entry in enumerate(entries)]
    columns = ("id", "kind", "object_id", "title", "summary", "address", "ends_at", "audience")
    unless_said = {"audience": Audience.ANYONE, "ends_at": None}
    told = [unless_said | {key: row[key] for key in columns if key in row} for row in rows]
    db.session.execute(insert(SearchEntry), told)
    number_on_from(SearchEntry)
    bodies = [f"{row['summary']} {row['words']}" for row in rows]
    _write_words([(row, row["title"], body) for row, body in zip(told, bodies, strict=True)])
    public = [row["audience"] is Audience.ANYONE for row in told]
    learn(
        dict.fromkeys(  # in their order: of two ways to write a word, the first said is shown
            text
            for row, body, is_public in zip(told, bodies, public, strict=True)
            if is_public
            for text in (row["title"], body)
        )
    )


def forget(kind: str, object_id: int) -> None:
    """What is no longer published can no longer be found."""
    _forget(
        db.session.scalars(select(SearchEntry.id).filter_by(kind=kind, object_id=object_id)).all()
    )


def forget_all(kind: str, but: Sequence[int]) -> None:
    """Of a kind, only the objects named can still be found."""
    known = db.session.execute(
        select(SearchEntry.id, SearchEntry.object_id).where(SearchEntry.kind == kind)
    )
    kept = set(but)
    _forget([entry_id for entry_id, object_id in known if object_id not in kept])


def forget_past(at: datetime) -> None:
    """What ended a month ago or more leaves the index; its page is gone too."""
    past = select(SearchEntry.id).where(SearchEntry.ends_at < at - timedelta(days=31))
    _forget(db.session.scalars(past).all())


def _forget(ids: Sequence[int]) -> None:
    for some in portions(ids):
        _erase_words(some)
        db.session.execute(delete(SearchEntry).where(SearchEntry.id.in_(some)))


def _erase_words(ids: Sequence[int]) -> None:
    WordStamp.change()
    erasing = _said(f"DELETE FROM search_words WHERE {dialect().key} = :id")  # noqa: S608
    db.session.execute(erasing, [{"id": entry_id} for entry_id in ids])


def _write_words(said: Sequence[tuple[Mapping[str, Any], str, str]]) -> None:
    """Of each entry, its title and the rest of its words."""
    words = dialect()
    rows = [words.row(entry, stems(title), stems(body)) for entry, title, body in said]
    if rows:
        db.session.execute(_said(words.put), rows)
        WordStamp.change()


@cache
def _said(statement: str) -> TextClause:
    """Read once: what is indexed says the same few."""
    return text(statement)
