"""A word that changes with what a list holds: what was counted or drawn under it may be kept meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from flask import has_request_context, request
from sqlalchemy import Select, String, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from intranet.kit.db import SAFE_METHODS, db

WORDS = "intranet.stamps"  # in the environ of a request that only reads
TO_WRITE = "intranet.stamps"  # in what a session says of itself: the lists it changes, their words
# Told to the driver as it is: most transactions that write something end by it.
CHANGING = (
    "INSERT INTO {table} (id, word) VALUES (1, {mark}) "
    "ON CONFLICT (id) DO UPDATE SET word = excluded.word"
)
_lists: list[type[Stamp]] = []


class Stamp:
    """The columns of a table of one row, the word of one list, and how it changes."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(String(36))

    def __init_subclass__(cls, **how: Any) -> None:
        super().__init_subclass__(**how)
        _lists.append(cls)

    @classmethod
    def reads(cls) -> str | None:
        """Its word now; None where nothing was ever written, and nothing may be kept."""
        return words()[cls]

    @classmethod
    def in_minute(cls, at: datetime) -> tuple[object, ...] | None:
        """The list as it is, in this minute: some of it begins or ends by itself."""
        word = cls.reads()
        return None if word is None else (word, int(at.timestamp() // 60))

    @classmethod
    def change(cls) -> None:
        """The list changes in this transaction: its word does too, once, as it ends.

        Whoever reads the new word reads the change too; of two changes of a list, neither waits for
        the other before both are done.
        """
        db.session.info.setdefault(TO_WRITE, {})[cls] = str(uuid4())

    @classmethod
    def now(cls, written: str | None) -> str | None:
        """Its word in this transaction, which may have changed the one that a statement reads."""
        word: str | None = db.session.info.get(TO_WRITE, {}).get(cls, written)
        return word


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """All in one order: of two transactions that change the same lists, one waits for the other.

    The words written are new ones: under those told until now, something may be kept that was read
    before another transaction ended.
    """
    if session.in_nested_transaction():
        return
    session.flush()  # which may change lists
    changed: dict[Any, str] = session.info.pop(TO_WRITE, {})
    for table in sorted(stamp.__tablename__ for stamp in changed):
        connection = session.connection()
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(CHANGING.format(table=table, mark=mark), (str(uuid4()),))


@event.listens_for(Session, "after_soft_rollback")
def _take_back(session: Session, ended: SessionTransaction) -> None:
    """What a savepoint takes back is another change: what was read under its words holds no more."""
    if ended.parent is None:
        session.info.pop(TO_WRITE, None)
    elif words := session.info.get(TO_WRITE):
        session.info[TO_WRITE] = {stamp: str(uuid4()) for stamp in words}


def words() -> Mapping[type[Stamp], str | None]:
    """The words of all lists, from one statement; asked once by a request that only reads.

    They must be read before what is drawn under them: a change that comes in between is then drawn
    under a word that nobody reads any more.
    """
    reads_only = has_request_context() and request.method in SAFE_METHODS
    known: Mapping[type[Stamp], str | None] | None = (
        request.environ.get(WORDS) if reads_only else None
    )
    if known is None:
        written = zip(_lists, db.session.execute(_all_words()).one(), strict=True)
        known = {stamp: stamp.now(word) for stamp, word in written}
        if reads_only:
            request.environ[WORDS] = known
    return known


@cache
def _all_words() -> Select[Any]:
    return select(*(select(stamp.word).scalar_subquery() for stamp in _lists))
