"""What our session spares each statement and each writing: what SQLAlchemy would look for in vain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Delete, Engine, Insert, Update, UpdateBase, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.annotation import Annotated, _new_annotation_type

# The kinds of statements that the session adds notes to, for which SQLAlchemy makes another kind when
# it meets the first. It shows that kind to other threads before it has said how it is kept: for one
# that came in between, every such statement would be compiled anew until the process ends.
for _noted in (Update, Delete, Insert, postgresql.Insert, sqlite.Insert):
    _new_annotation_type(_noted, Annotated)


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


def let_keys_stay(model: type[Any]) -> None:
    """No row of ours changes its primary key: a row keeps it where the rest is to be read anew.

    Whatever only names the row, an address or a row that refers to it, then reads nothing. And a
    flush searches for nobody who bears the former key: SQLAlchemy asks once for every relationship
    that leads to the table, of which a member has more than a hundred.
    """

    @event.listens_for(model, "expire", propagate=True)
    def keep_key(row: Any, names: Any) -> None:
        if names is None and row is not None:  # nobody may hold it any more
            known = inspect(row)
            for name, value in zip(_key_of(known.mapper), known.identity, strict=True):
                set_committed_value(row, name, value)
            known.expired = True  # whoever looks for it by its key still asks whether it is there

    @event.listens_for(Mapper, "after_configured")
    def ask_none() -> None:
        for mapper in model.registry.mappers:
            mapper._dependency_processors.clear()  # noqa: SLF001


@cache
def _key_of(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(mapper.get_property_by_column(column).key for column in mapper.primary_key)
