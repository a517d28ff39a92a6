"""A word that changes with what can be found: what words found under it may be kept meanwhile."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from intranet.kit.db import Model, db
from intranet.kit.stamps import Stamp

CHANGED = "intranet.search.changed"  # in what a session says of itself


class WordStamp(Stamp, Model):
    """A word that changes with whatever enters the index of words, changes there or leaves it."""

    __tablename__ = "word_stamp"


def change() -> None:
    """The index changes in this transaction: its word does last, as it ends.

    So that of two changes which also change the word of a board, neither waits for the other.
    """
    db.session.info[CHANGED] = True


def word() -> str | None:
    """The word of the index; None in a transaction that changes it, where nothing may be kept."""
    return None if db.session.info.get(CHANGED) else WordStamp.reads()


@event.listens_for(Session, "before_commit")
def _stamp(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(CHANGED, None):
        session.flush()  # which may change other words: they come first
        WordStamp.change(session.connection())


@event.listens_for(Session, "after_soft_rollback")
def _change_nothing(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(CHANGED, None)
