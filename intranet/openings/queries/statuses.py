"""The sheets of the bridge between statuses, and the status that somebody says they have."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from intranet.kit.db import db, every
from intranet.members.models import Member
from intranet.openings.models import OwnStatus, Route, RouteSheet, RouteSheetVersion, Status


def sheets() -> dict[tuple[Status, Route], RouteSheet]:
    """Every sheet, by what it leads from and by which way."""
    return {(sheet.status, sheet.route): sheet for sheet in every(select(RouteSheet))}


def sheets_from(status: Status, routes: Collection[Route] | None = None) -> dict[Route, RouteSheet]:
    """The sheets of one status (by some ways in), in the order of the trade."""
    query = select(RouteSheet).where(RouteSheet.status == status)
    if routes is not None:
        query = query.where(RouteSheet.route.in_(routes))
    found = {sheet.route: sheet for sheet in every(query)}
    return {route: found[route] for route in Route if route in found}


def sheet(status: Status, route: Route) -> RouteSheet | None:
    found = select(RouteSheet).where(RouteSheet.status == status, RouteSheet.route == route)
    return db.session.scalars(found).one_or_none()


def versions_of(sheet_id: int) -> Select[RouteSheetVersion]:
    """What a sheet said, the newest first."""
    return (
        select(RouteSheetVersion)
        .where(RouteSheetVersion.sheet_id == sheet_id)
        .options(joinedload(RouteSheetVersion.author))
        .order_by(RouteSheetVersion.number.desc())
    )


def to_read_again(on: date) -> Select[RouteSheet]:
    """Never verified, or due for another reading: the first due first."""
    return (
        select(RouteSheet)
        .where(or_(RouteSheet.is_verified.is_(False), RouteSheet.review_on <= on))
        .order_by(RouteSheet.review_on, RouteSheet.id)
    )


def own(member: Member | None) -> OwnStatus | None:
    """What this member says; None for a visitor, or for whoever has not said."""
    return db.session.get(OwnStatus, member.id) if member else None
