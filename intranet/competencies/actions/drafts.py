"""The draft: the next edition while it is being prepared; one at most for a referential."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from intranet.competencies import queries
from intranet.competencies.models import (
    SEALED,
    Competency,
    DraftInProgress,
    Edition,
    EditionEvent,
    EditionState,
    EditionStep,
    Framework,
    LevelDescriptor,
    NotADraft,
    Proposal,
    ProposalState,
    Relation,
    Revision,
)
from intranet.kit.conditional import changed_one
from intranet.kit.db import Model, db

PROVISIONAL = "+brouillon"  # a draft has no number of its own: publishing works it out


def open_draft(framework: Framework, at: datetime, *, by_id: int | None = None) -> Edition:
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
    _note(draft, EditionStep.OPENED, by_id, at)
    return draft


def entitle(draft: Edition, title: str, notice: str) -> None:
    """Say what this edition is called, and what it is."""
    _change(draft, tuple(EditionState), title=title, notice=notice)


def consult(draft: Edition, at: datetime, *, by_id: int) -> None:
    """Let anyone read what the draft would change. Raises NotADraft."""
    _change(draft, (EditionState.DRAFT,), state=EditionState.CONSULTATION)
    _note(draft, EditionStep.CONSULTED, by_id, at)


def resume(draft: Edition, at: datetime, *, by_id: int) -> None:
    """Take the draft back from consultation, to go on writing it. Raises NotADraft."""
    _change(draft, (EditionState.CONSULTATION,), state=EditionState.DRAFT)
    _note(draft, EditionStep.RESUMED, by_id, at)


def abandon(draft: Edition) -> None:
    """Erase a draft and all it says. Raises NotADraft.

    The proposals that it carried wait again for a draft. Identities that it brought stay known,
    so that bringing them again is no collision.
    """
    held = select(Edition.state).where(Edition.id == draft.id).with_for_update()
    state = db.session.scalar(held)
    if state is None or state in SEALED:
        raise NotADraft(draft.id)
    carried = update(Proposal).where(
        Proposal.applied_in_id == draft.id, Proposal.state == ProposalState.APPLIED
    )
    db.session.execute(
        carried.values(state=ProposalState.ACCEPTED, applied_in_id=None, applied_at=None)
    )
    read = update(Proposal).where(Proposal.edition_id == draft.id)
    db.session.execute(read.values(edition_id=draft.based_on_id))
    came = update(Competency).where(Competency.created_in_id == draft.id)
    db.session.execute(came.values(created_in_id=None))
    for model in (Relation, LevelDescriptor, Revision, EditionEvent):
        db.session.execute(delete(model).where(model.edition_id == draft.id))
    db.session.execute(delete(Edition).where(Edition.id == draft.id))
    db.session.expire_all()


def _change(draft: Edition, states: tuple[EditionState, ...], **values: object) -> None:
    """Write on a draft that is still one, in one of these states."""
    still = update(Edition).where(
        Edition.id == draft.id, Edition.state.in_(states), Edition.state.not_in(SEALED)
    )
    if not changed_one(still.values(**values)):
        raise NotADraft(draft.id)
    db.session.refresh(draft)


def _note(draft: Edition, step: EditionStep, by_id: int | None, at: datetime) -> None:
    if by_id:
        db.session.add(EditionEvent(edition_id=draft.id, step=step, member_id=by_id, at=at))


def _copy(model: type[Model], source_id: int, draft_id: int) -> None:
    """Every row of an edition again, for the draft, in one statement; uuids are kept."""
    table = model.__table__
    kept = [column for column in table.columns if column.name not in {"id", "edition_id"}]
    rows = select(literal(draft_id), *kept).where(table.c.edition_id == source_id)
    names = ["edition_id", *(column.name for column in kept)]
    db.session.execute(insert(model).from_select(names, rows))
