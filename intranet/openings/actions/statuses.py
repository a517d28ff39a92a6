"""Saying one’s status; writing the sheets of the bridge, each text kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.kit.conditional import changed_one, hold_row
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings.models import (
    Category,
    OwnStatus,
    Route,
    RouteSheet,
    RouteSheetVersion,
    SheetAlreadyChanged,
    Status,
)


@dataclass(frozen=True, kw_only=True)
class SheetText:
    """What a sheet says."""

    is_possible: bool
    summary: str
    conditions: str = ""
    documents: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)


def say_status(member: Member, status: Status, category: Category | None) -> None:
    """Keep what a member says of their own status. Only a civil servant has a category."""
    hold_row(Member, member.id)
    own = db.session.get(OwnStatus, member.id)
    if own is None:
        own = OwnStatus(member_id=member.id)
        db.session.add(own)
    own.status = status
    own.category = category if status is Status.CIVIL_SERVANT else None


def enter_sheet(
    status: Status,
    route: Route,
    text: SheetText,
    by: Member | None,
    at: datetime,
    *,
    is_verified: bool,
    checked_on: date,
    review_on: date,
    note: str,
) -> RouteSheet:
    """A first text. Raises SheetAlreadyChanged where somebody wrote one in the meantime."""
    sheet = RouteSheet(
        status=status,
        route=route,
        is_verified=is_verified,
        checked_on=checked_on,
        review_on=review_on,
        author_id=by.id if by else None,
        **asdict(text),
    )
    db.session.add(sheet)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise SheetAlreadyChanged from error
    _keep(sheet, text, by, at, note)
    return sheet


def reword_sheet(
    sheet: RouteSheet,
    text: SheetText,
    by: Member,
    at: datetime,
    *,
    version: int,
    is_verified: bool,
    checked_on: date,
    review_on: date,
    note: str,
) -> None:
    """Say it otherwise, or that it still holds. Raises SheetAlreadyChanged."""
    taken = (
        update(RouteSheet)
        .where(RouteSheet.id == sheet.id, RouteSheet.version == version)
        .values(version=RouteSheet.version + 1)
    )
    if not changed_one(taken):
        raise SheetAlreadyChanged(sheet.id)
    db.session.refresh(sheet)
    for name, said in asdict(text).items():
        setattr(sheet, name, said)
    sheet.is_verified, sheet.checked_on, sheet.review_on = is_verified, checked_on, review_on
    sheet.author_id = by.id
    _keep(sheet, text, by, at, note)


def _keep(sheet: RouteSheet, text: SheetText, by: Member | None, at: datetime, note: str) -> None:
    db.session.add(
        RouteSheetVersion(
            sheet_id=sheet.id,
            number=sheet.version,
            at=at,
            author_id=by.id if by else None,
            said=asdict(text),
            note=note,
        )
    )
