"""The draft: the next edition while it is being prepared; one at most for a referential."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.exc import IntegrityError

from intranet.competencies import queries
from intranet.competencies.models import (
    DraftInProgress,
    Edition,
    EditionState,
    Framework,
    LevelDescriptor,
    Relation,
    Revision,
)
from intranet.kit.db import Model, db

PROVISIONAL = "+brouillon"  # a draft has no number of its own: publishing works it out


def open_draft(framework: Framework, at: datetime) -> Edition:
    """Start the next edition from the one in force, of which it first says everything.

    Raises DraftInProgress where one is open (even opened by somebody else at this very moment),
    and NoEdition where nothing was ever published.
    """
    base = db.session.scalar(queries.edition_in_force(framework.id))
    if base is None:
        raise queries.NoEdition
    draft = Edition(
        framework_id=framework.id,
        scale_id=base.scale_id,
        based_on_id=base.id,
        number=f"{base.number}{PROVISIONAL}",
        title=base.title,
        notice=base.notice,
        state=EditionState.DRAFT,
        source_extras=base.source_extras,
        created_at=at,
        updated_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError as refused:
        raise DraftInProgress(framework.id) from refused
    for model in (Revision, LevelDescriptor, Relation):
        _copy(model, base.id, draft.id)
    return draft


def _copy(model: type[Model], source_id: int, draft_id: int) -> None:
    """Every row of an edition again, for the draft, in one statement; uuids are kept."""
    table = model.__table__
    kept = [column for column in table.columns if column.name not in {"id", "edition_id"}]
    rows = select(literal(draft_id), *kept).where(table.c.edition_id == source_id)
    names = ["edition_id", *(column.name for column in kept)]
    db.session.execute(insert(model).from_select(names, rows))
