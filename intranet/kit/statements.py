"""What our session spares each statement and each writing: what SQLAlchemy would look for in vain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, UpdateBase, event
from sqlalchemy.orm import Mapper, registry


class OneDatabase(Session):
    """Every statement goes to the one database; whoever heeds a table is told of what changes it.

    The event of SQLAlchemy for that has each reading prepared twice, and readings are nearly all.
    """

    @cached_property
    def _one(self) -> Engine | Connection:
        """Found once: a session is of one application."""
        return self._db.engine

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **how: Any
    ) -> Engine | Connection:
        return self._one if bind is None else bind

    def execute(self, statement: Any, params: Any = None, **how: Any) -> Any:
        self._tell_of(statement, params)
        return super().execute(statement, params, **how)

    def scalars(self, statement: Any, params: Any = None, **how: Any) -> Any:
        self._tell_of(statement, params)
        return super().scalars(statement, params, **how)

    def scalar(self, statement: Any, params: Any = None, **how: Any) -> Any:
        self._tell_of(statement, params)
        return super().scalar(statement, params, **how)

    def _tell_of(self, statement: Any, rows: Any) -> None:
        if statement.is_dml:
            for heed in _heeding[statement.entity_description.get("entity")]:
                heed(statement, rows)


Heed = Callable[[UpdateBase, Any], None]
_heeding: defaultdict[type[Any] | None, list[Heed]] = defaultdict(list)


def heeds(*models: type[Any]) -> Callable[[Heed], Heed]:
    """Of each statement about to change rows of these models, which no object knows of; and of the
    values it is given, where they are many.
    """

    def heeding(heed: Heed) -> Heed:
        for model in models:
            _heeding[model].append(heed)
        return heed

    return heeding


def let_keys_stay(mapped: registry) -> None:
    """No row of ours changes its primary key: nothing is searched for whoever bears the former one.

    SQLAlchemy asks each flush of a row, once for every relationship that leads to its table: more
    than a hundred lead to a member, and asking cost more than writing them.
    """

    @event.listens_for(Mapper, "after_configured")
    def ask_none() -> None:
        for mapper in mapped.mappers:
            mapper._dependency_processors.clear()  # noqa: SLF001
