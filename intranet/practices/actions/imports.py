"""Sheets brought by a file: kept as lines, written in one transaction, taken back where nobody wrote since."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from intranet.kit import journal
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices.actions.locks import change
from intranet.practices.actions.saving import save
from intranet.practices.actions.writing import begin
from intranet.practices.exchange import Plan, PlannedLine, Read
from intranet.practices.models import (
    BatchState,
    Kind,
    LineAction,
    Practice,
    PracticeVersion,
    Sheet,
    SheetBatch,
    SheetLine,
    SheetSave,
    SheetWriter,
    practice_author,
)


class AlreadyBrought(Exception):
    """The file was applied, or taken back, once already."""


def keep_batch(by: Member, name: str, body: bytes, found: Read) -> SheetBatch:
    """A trial: the cells are kept, no sheet is touched."""
    batch = SheetBatch(
        organization_id=by.organization_id,
        member_id=by.id,
        name=name,
        sha256=hashlib.sha256(body).hexdigest(),
        lines=[
            SheetLine(
                number=line.number,
                action=LineAction.SAME,
                after={"cells": dict(line.cells), "faults": list(line.faults)},
            )
            for line in found.lines
        ],
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def apply_batch(
    batch: SheetBatch, plan: Plan, by: Member, at: datetime, *, accepted: Collection[int]
) -> None:
    """Write what was read: new sheets are drafts, published ones get a revision to submit. A line
    in conflict is written only where it was accepted. Raises AlreadyBrought, ChangedMeanwhile.
    """
    _move(batch, BatchState.TRIAL, BatchState.APPLIED, applied_at=at)
    journal.note(journal.Kind.IMPORTED, by=by, about=batch)
    lines = {line.number: line for line in batch.lines}
    for planned in plan.lines:
        line = lines[planned.line.number]
        taken = line.number in accepted
        line.action, line.message = planned.action, planned.told(accepted=taken)
        line.key = planned.line.cells.get("Référence", "")[:100]
        line.practice_id = planned.practice.id if planned.practice else None
        if planned.action is LineAction.CREATE:
            _create(line, planned, by, at)
        elif planned.action is LineAction.UPDATE or (
            planned.action is LineAction.CONFLICT and taken
        ):
            _update(line, planned, by, at)
    db.session.flush()


def undo_batch(batch: SheetBatch, by: Member, at: datetime) -> None:
    """Put back every line that nobody wrote since; the others say that they stay, and why.

    Raises AlreadyBrought.
    """
    _move(batch, BatchState.APPLIED, BatchState.UNDONE, undone_at=at)
    journal.note(journal.Kind.IMPORTED, by=by, about=batch, detail="undone")
    written = [line for line in batch.lines if line.version_id and line.practice]
    _hold([line.practice_id for line in written if line.practice_id])
    for line in written:
        assert line.practice
        why = _why_it_stays(line, line.practice)
        if not why and line.before is None:
            asked = bool(line.practice.reviews)
            why = "elle a été soumise depuis" if asked else ""
            if not asked and not _removed(line):
                why = "cette fiche sert déjà ailleurs"
        elif not why:
            _put_back(line, line.practice, by, at)
        line.message = f"gardée : {why}" if why else "annulée"
    db.session.flush()


def _create(line: SheetLine, planned: PlannedLine, by: Member, at: datetime) -> None:
    assert planned.sheet
    practice = begin(by, planned.sheet.title, Kind(planned.sheet.kind), at)
    save(practice, planned.sheet, by, at, lock=practice.lock_version)
    practice.import_ref = line.key or None
    _note(line, practice, planned.sheet, before=None)


def _update(line: SheetLine, planned: PlannedLine, by: Member, at: datetime) -> None:
    practice, sheet = planned.practice, planned.sheet
    assert practice
    assert sheet
    before = {
        "sheet": practice.current.sheet.kept(),
        "had_working": practice.working_version_id is not None,
        "reference": practice.import_ref,
    }
    save(practice, sheet, by, at, lock=practice.lock_version)
    borne = select(Practice.id).where(
        Practice.owner_id == practice.owner_id, Practice.import_ref == line.key
    )
    if line.key and not practice.import_ref and db.session.scalar(borne) is None:
        practice.import_ref = line.key  # else it led here by a sheet made one with this one
    _note(line, practice, sheet, before=before)


def _note(
    line: SheetLine, practice: Practice, sheet: Sheet, *, before: dict[str, Any] | None
) -> None:
    line.practice_id, line.version_id = practice.id, practice.working_version_id
    line.before, line.after = before, {**line.after, "sheet": sheet.kept()}


def _hold(practice_ids: Collection[int]) -> None:
    """Read as they are now, and nobody writes in one that goes away meanwhile."""
    held = select(Practice).where(Practice.id.in_(practice_ids)).order_by(Practice.id)
    db.session.execute(held.with_for_update(of=Practice).execution_options(populate_existing=True))


def _why_it_stays(line: SheetLine, practice: Practice) -> str:
    if practice.withdrawn_on:
        return "elle a été retirée du site depuis"
    if practice.working_version_id != line.version_id:
        return "elle a été publiée, ou récrite, depuis"
    if practice.submitted_at:
        return "elle est en relecture"
    if practice.current.sheet.kept() != Sheet.read(line.after["sheet"]).kept():
        return "quelqu’un l’a modifiée depuis"
    return ""


def _put_back(line: SheetLine, practice: Practice, by: Member, at: datetime) -> None:
    assert line.before
    if practice.import_ref == line.key:
        practice.import_ref = line.before.get("reference", line.key)
    if line.before["had_working"]:
        save(practice, Sheet.read(line.before["sheet"]), by, at, lock=practice.lock_version)
    else:
        change(practice, practice.lock_version, working_version_id=None)


def _removed(line: SheetLine) -> bool:
    """Take away a draft that only the file wrote; False where something else names it."""
    practice_id = line.practice_id
    try:
        with db.session.begin_nested():
            line.practice_id = line.version_id = None
            db.session.flush()
            db.session.execute(
                delete(practice_author).where(practice_author.c.practice_id == practice_id)
            )
            pointing = update(Practice).where(Practice.id == practice_id)
            db.session.execute(pointing.values(working_version_id=None))
            for model in (SheetSave, SheetWriter):
                db.session.execute(delete(model).where(model.practice_id == practice_id))
            db.session.execute(
                delete(PracticeVersion).where(PracticeVersion.practice_id == practice_id)
            )
            db.session.execute(delete(Practice).where(Practice.id == practice_id))
    except IntegrityError:
        return False
    return True


def _move(batch: SheetBatch, before: BatchState, after: BatchState, **values: Any) -> None:
    held = update(SheetBatch).where(SheetBatch.id == batch.id, SheetBatch.state == before)
    if not changed_one(held.values(state=after, **values)):
        raise AlreadyBrought
    db.session.refresh(batch, ["state", "applied_at", "undone_at"])
