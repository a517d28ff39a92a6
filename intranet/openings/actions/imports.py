"""Openings brought by a file: kept, written in one go, taken back in one go."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update

from intranet.kit import journal
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions.endings import close
from intranet.openings.actions.planned import Becoming, Plan, Row
from intranet.openings.actions.planning import ends_before_it_begins
from intranet.openings.actions.publication import send
from intranet.openings.actions.writing import delete, draft, reword, wording_of
from intranet.openings.exchange import plain, said_again
from intranet.openings.models import (
    ONLINE_STATES,
    CloseReason,
    ImportFormat,
    Opening,
    OpeningImport,
    State,
)
from intranet.openings.policy import EDITABLE

TAKEN_BACK = "Import annulé"


class AlreadyDone(Exception):
    """The file was applied, or taken back, by somebody else meanwhile."""


def keep_import(
    by: Member, kind: ImportFormat, name: str, body: bytes, *, publishes: bool
) -> OpeningImport:
    """Keep a file until it is applied."""
    kept = OpeningImport(
        member_id=by.id,
        format=kind,
        name=name,
        source="",
        publishes=publishes,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def bring(kept: OpeningImport, plan: Plan, by: Member, at: datetime) -> None:
    """Write what the plan says: what is refused stays out. Raises AlreadyDone, AlreadyMoved."""
    _mark(kept, OpeningImport.applied_at.is_(None), applied_at=at)
    journal.note(Kind.IMPORTED, by=by, about=kept)
    did: dict[str, Any] = {}
    for row in plan.rows:
        before = plain(wording_of(row.opening)) if row.opening else None
        if row.outcome is Becoming.CREATED:
            opening = _create(row, by, at, publishes=kept.publishes)
        elif row.outcome is Becoming.CHANGED and row.opening and row.wording:
            opening = row.opening
            reword(opening, row.wording, by, at, version=opening.version)
        else:
            continue
        did[str(opening.id)] = {"before": before, "after": plain(wording_of(opening))}
    kept.did = did
    db.session.flush()


def _create(row: Row, by: Member, at: datetime, *, publishes: bool) -> Opening:
    assert row.organization
    assert row.wording
    opening = draft(row.wording, row.organization, by, at)
    opening.source, opening.source_ref = row.source, row.reference
    db.session.flush()
    if publishes and not row.lacks and not _is_double(opening, at):
        send(opening, by, at, version=opening.version)
    return opening


def _is_double(opening: Opening, at: datetime) -> bool:
    return bool(
        queries.doubles_of(
            opening.organization_id, opening.municipality_code, opening.title, at, but=opening.id
        )
    )


def take_back(kept: OpeningImport, by: Member, at: datetime) -> tuple[int, int]:
    """Undo it: how many openings are as they were, how many are left: changed since, or of a region
    that its author animates no more.

    Raises AlreadyDone.
    """
    applied = OpeningImport.applied_at.is_not(None) & OpeningImport.undone_at.is_(None)
    _mark(kept, applied, undone_at=at)
    journal.note(Kind.IMPORTED, by=by, about=kept, detail="undone")
    back = left = 0
    for opening_id, told in kept.did.items():
        opening = db.session.get(Opening, int(opening_id))
        if opening is None:
            continue
        is_theirs = by.animates(opening.organization.region_code)
        # Told again: what was kept by an older version knows less of what an opening may say.
        is_untouched = plain(wording_of(opening)) == plain(said_again(told["after"]))
        if is_theirs and is_untouched and _put_back(opening, told, by, at):
            back += 1
        else:
            left += 1
    return back, left


def _put_back(opening: Opening, told: dict[str, Any], by: Member, at: datetime) -> bool:
    """As it was before the file; what nobody wrote before is thrown away, or closed if online."""
    if told["before"] is not None:
        said = said_again(told["before"])
        is_outdated = ends_before_it_begins(opening, said) or said.positions < opening.filled
        if opening.state not in EDITABLE or is_outdated:
            return False
        reword(opening, said, by, at, version=opening.version)
    elif opening.state is State.DRAFT:
        delete(opening, version=opening.version)
    elif opening.state in ONLINE_STATES:
        close(
            opening, by, at, reason=CloseReason.CANCELLED, comment=TAKEN_BACK,
            version=opening.version,
        )  # fmt: skip
    else:
        return False
    return True


def _mark(kept: OpeningImport, where: ColumnElement[bool], **values: datetime) -> None:
    marked = update(OpeningImport).where(OpeningImport.id == kept.id, where).values(**values)
    if not changed_one(marked):
        raise AlreadyDone(kept.id)
    db.session.refresh(kept)
