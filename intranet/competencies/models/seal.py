"""The seal: what an edition says may not change once it is published."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, event, inspect, select
from sqlalchemy.orm import Mapper

from intranet.competencies.models.editions import (
    Edition,
    EditionState,
    LevelDescriptor,
    Revision,
    ScaleLevel,
)
from intranet.competencies.models.relations import Relation

SEALED = (EditionState.PUBLISHED, EditionState.RETIRED)
STILL_FREE = {"state", "updated_at"}  # a published edition may be retired, no more


class EditionIsSealed(Exception):
    """A published edition never changes again: open a new draft, and publish that."""


class NotADraft(Exception):
    """The edition was published or retired by somebody else."""


class NothingChanged(Exception):
    """The draft says all that the edition in force says, and nothing else."""


class DraftMovedOn(Exception):
    """Somebody changed the draft after the page was opened."""


class Unsound(Exception):
    """The draft breaks a rule of the referential: `args[0]` are its flaws."""


class DraftInProgress(Exception):
    """A draft of this referential is open already: there is one at most, for everybody."""


def refuse(_mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    """Stop a write on what a published edition says: its items, descriptors, scale and itself."""
    changed = _changed(target)
    if isinstance(target, Edition):
        changed -= STILL_FREE
    deleted = inspect(target).deleted or target in inspect(target).session.deleted
    if (changed or deleted) and connection.scalar(
        select(Edition.id).where(_edition_of(target), Edition.state.in_(SEALED)).limit(1)
    ):
        raise EditionIsSealed(type(target).__name__)


def _edition_of(
    target: Edition | ScaleLevel | Revision | LevelDescriptor | Relation,
) -> ColumnElement[bool]:
    """The editions that this row is a part of, as the database holds them."""
    if isinstance(target, Edition):
        return Edition.id == target.id
    if isinstance(target, ScaleLevel):
        return Edition.scale_id == target.scale_id
    return Edition.id == target.edition_id


def _changed(target: Any) -> set[str]:
    """The columns whose value is not what was read."""
    state = inspect(target)
    return {
        column.key
        for column in state.mapper.column_attrs
        if state.attrs[column.key].history.has_changes()
    }


for _model in (Revision, LevelDescriptor, Relation, ScaleLevel, Edition):
    for _moment in ("before_insert", "before_update", "before_delete"):
        event.listen(_model, _moment, refuse)
