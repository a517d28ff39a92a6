"""Writes on a condition: an insert that yields to the row that is there, and who came first.

Of two people who act at once, the database lets one pass; the other is told by the count of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, FromClause, Result, Select, Update, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import UpdateBase

from intranet.kit.db import db

T = TypeVar("T")
AT_ONCE = 5  # people who take one address, or one number, at the same moment: more are told


def inserting(model: type[Any] | FromClause) -> postgresql.Insert | sqlite.Insert:
    """An insert that may say `on_conflict_do_…`, in the words of the database at hand."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    insert: postgresql.Insert | sqlite.Insert = dialect.insert(model)
    return insert


# How a row is held as it is read (`with_for_update`): to write it, alone; to write by what it says,
# together with others who do, and nobody who writes it.
ALONE = {"key_share": True}
TOGETHER = {"read": True}


def hold_row(model: type[Any], number: int) -> None:
    """Be alone with a row until the commit: whoever comes second reads what the first wrote.

    Before anything that refers to it is written; and what the session read before is read anew, for
    it still says what was. Others may write what refers to it meanwhile: a row that is to be deleted,
    or whose key changes, is held otherwise.
    """
    held = select(model.id).where(model.id == number)
    db.session.execute(held.with_for_update(key_share=True))


def still(found: Select[T], model: type[Any]) -> Select[T]:
    """Of what the timer looks for, what nobody is changing, and is so still: held until the commit.

    What somebody holds at this moment is left to the next run, which reads what they wrote; what
    they have just written is read anew, and is not found where it answers no more.
    """
    held = found.with_for_update(of=model, skip_locked=True, **ALONE)
    return held.execution_options(populate_existing=True)


def taking(take: Callable[[], T]) -> T:
    """Take what nobody has (an address, a number) and write it; again, where somebody took it meanwhile.

    Raises IntegrityError where that is not why it was refused.
    """
    for _ in range(AT_ONCE - 1):
        try:
            with db.session.begin_nested():
                return _written(take)
        except IntegrityError:
            continue
    return _written(take)


def _written(take: Callable[[], T]) -> T:
    taken = take()
    db.session.flush()
    return taken


def changed_one(statement: UpdateBase) -> bool:
    """Whether the statement changed the one row that it names; else somebody was first."""
    return changed(statement) == 1


def changed_and_read(statement: Update, model: type[T]) -> T | None:
    """The one row that the statement names, read anew as it left it; None where somebody was first."""
    options = {"synchronize_session": False, "populate_existing": True}
    answer = db.session.scalars(statement.returning(model), execution_options=options)
    return answer.one_or_none()


def changed(statement: UpdateBase) -> int:
    """How many rows the statement changed. Objects read before do not know: refresh them."""
    return touched(db.session.execute(statement.execution_options(synchronize_session=False)))


def touched(result: Result[Any]) -> int:
    """How many rows a statement changed, deleted or wrote."""
    return cast("CursorResult[Any]", result).rowcount
