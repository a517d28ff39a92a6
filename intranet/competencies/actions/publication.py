"""An edition is published: once, by one, with all that follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from intranet.competencies import queries
from intranet.competencies.actions.finding import let_items_be_found
from intranet.competencies.actions.migration import migrate
from intranet.competencies.differences import differences, next_number
from intranet.competencies.models import (
    REPLACED_BY,
    SEALED,
    DraftMovedOn,
    Edition,
    EditionEvent,
    EditionState,
    EditionStep,
    NotADraft,
    NothingChanged,
    Relation,
    Revision,
    Unsound,
)
from intranet.kit import journal
from intranet.kit.canonical import digest
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member


def publish(
    edition: Edition, at: datetime, *, by_id: int | None = None, seen: str | None = None
) -> None:
    """Seal a draft: it is numbered and hashed, takes the place of the one in force, and what was
    said of the items that change is carried over.

    `seen` is the `fingerprint` of what was read before deciding. Raises NotADraft where somebody
    published it before, DraftMovedOn where it changed since, Unsound, or NothingChanged.
    """
    db.session.flush()
    # Held first: nobody writes into it between the hash and the seal, nobody publishes it twice.
    # Wholly, for its number is a key; but levels are said of the edition in force meanwhile.
    state = db.session.scalar(
        select(Edition.state).where(Edition.id == edition.id).with_for_update()
    )
    if state is None or state in SEALED:
        raise NotADraft(edition.id)
    if seen is not None and seen != fingerprint(edition.id):
        raise DraftMovedOn(edition.id)
    if flaws := queries.flaws_of(edition.id):
        raise Unsound(flaws)
    in_force = queries.edition_in_force(edition.framework_id)
    before = db.session.scalar(in_force.with_for_update(key_share=True))
    _forget_loose_ends(edition.id)
    catalogue = queries.catalogue_of(edition.id)
    said = queries.contents(catalogue)
    found = None
    if before:
        found = differences(queries.contents(queries.catalogue_of(before.id)), said)
        if found.is_empty:
            raise NothingChanged(edition.id)
        said["number"] = next_number(before.number, found.bump)
        before.state = EditionState.RETIRED
        db.session.flush()
    db.session.execute(
        update(Edition)
        .where(Edition.id == edition.id)
        .values(
            state=EditionState.PUBLISHED,
            number=said["number"],
            published_at=at,
            sha256=digest(said),
        )
    )
    db.session.refresh(edition)
    if by_id:
        step = EditionStep.PUBLISHED
        db.session.add(EditionEvent(edition_id=edition.id, step=step, member_id=by_id, at=at))
        journal.note(Kind.PUBLISHED, by=db.session.get(Member, by_id), about=edition)
    if before and found:
        migrate(before, edition, found, at)
    let_items_be_found(catalogue)


def fingerprint(edition_id: int) -> str:
    """What a draft says, hashed (SHA-256, hexadecimal): to publish what was read, and nothing else."""
    return digest(queries.contents(queries.catalogue_of(edition_id)))


def _forget_loose_ends(edition_id: int) -> None:
    """Relations of items that the draft does not hold any more; but what replaces what is kept."""
    here = select(Revision.competency_id).where(Revision.edition_id == edition_id)
    db.session.execute(
        delete(Relation).where(
            Relation.edition_id == edition_id,
            Relation.kind != REPLACED_BY,
            Relation.origin_id.not_in(here) | Relation.target_id.not_in(here),
        )
    )
