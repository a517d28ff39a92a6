"""Two sheets say the same thing: one is kept, the other leads to it, and keeps its own history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from intranet.discussions.actions import move_talk
from intranet.kit import search
from intranet.kit.db import db
from intranet.practices.actions.locks import change
from intranet.practices.actions.weighing import weigh
from intranet.practices.models import FormerSlug, Practice, Replication, Useful


def merge(gone: Practice, kept: Practice, *, lock: int) -> None:
    """Its addresses lead to the one kept, where its followers, remarks and reuses go.

    Raises ChangedMeanwhile.
    """
    slug = gone.slug
    change(gone, lock, slug=f"fusionnee-{gone.id}", merged_into_id=kept.id)
    was_there = update(FormerSlug).where(FormerSlug.practice_id == gone.id)
    db.session.execute(was_there.values(practice_id=kept.id))
    db.session.add(FormerSlug(slug=slug, practice_id=kept.id))
    move_talk(("practice", gone.id), ("practice", kept.id), kept.title)
    _move(Replication, Replication.organization_id, gone, kept)
    own = (Replication.practice_id == kept.id, Replication.organization_id == kept.owner_id)
    db.session.execute(delete(Replication).where(*own))  # one does not reproduce oneself
    _move(Useful, Useful.member_id, gone, kept)
    search.forget("practice", gone.id)
    db.session.flush()
    weigh(kept)


def _move(model: Any, whose: Any, gone: Practice, kept: Practice) -> None:
    """Once each: what the one kept already has of the same structure, or person, stands."""
    known = select(whose).where(model.practice_id == kept.id)
    theirs = update(model).where(model.practice_id == gone.id, whose.not_in(known))
    db.session.execute(
        theirs.values(practice_id=kept.id).execution_options(synchronize_session=False)
    )
