"""Which openings are live, and which a reader may know of: the two rules every page goes by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    false,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, undefer_group

from intranet.kit.clock import in_paris
from intranet.kit.db import UtcDateTime, db
from intranet.members.models import Member
from intranet.openings.models import FRESH_FOR, ONLINE_STATES, TEXTS, Opening, OpeningEvent, State
from intranet.places.models import Municipality

CLOSING_SOON = timedelta(days=7)
SINCE = (1, 3, 7, 14, 31)  # days
SHOWN_TO_ALL = (*ONLINE_STATES, State.CLOSED)


def online() -> ColumnElement[bool]:
    """What the partial indexes hold. Written out: a bound value would not let them be used."""
    return and_(Opening.state == literal_column("'published'"), Opening.filled < Opening.positions)


def live(at: datetime) -> ColumnElement[bool]:
    """Whether one may answer it: the twin of `Opening.is_live`, tested equal."""
    return _live(at, at - FRESH_FOR)


def live_when_asked() -> ColumnElement[bool]:
    """The same in a statement that is built once and asked again: its instants are `instants(at)`."""
    return _live(bindparam("live_at"), bindparam("confirmed_after"))


def instants(at: datetime) -> dict[str, datetime]:
    """What a statement built once needs at this instant."""
    midnight = in_paris(at).replace(hour=0, minute=0, second=0, microsecond=0)
    lately = {f"since_{days}": midnight - timedelta(days=days) for days in SINCE}
    return {
        "live_at": at,
        "confirmed_after": at - FRESH_FOR,
        "closing_before": at + CLOSING_SOON,
        **lately,
    }


def closing_soon() -> ColumnElement[bool]:
    """Within a week; asked with `instants(at)`."""
    return Opening.closes_at <= bindparam("closing_before")


def came_lately(days: int) -> ColumnElement[bool]:
    """Online since that many days at most (one of SINCE), whole ones; asked with `instants(at)`."""
    return Opening.publish_at >= bindparam(f"since_{days}")


def _live(
    at: datetime | BindParameter[Any], confirmed_after: datetime | BindParameter[Any]
) -> ColumnElement[bool]:
    return and_(
        online(),
        Opening.publish_at <= at,
        Opening.closes_at > at,
        Opening.last_confirmed_at > confirmed_after,
    )


def read_by(
    reader: Member | None, opening_id: int, at: datetime, *, held: Mapping[str, bool] | None = None
) -> Opening | None:
    """The opening, whole, if the reader may know of it; held ALONE or TOGETHER, until the commit."""
    asked: dict[str, Any] = {"opening": opening_id, "at": at}
    if reader is None or not (reader.is_recruiter or reader.is_animator):
        query = _one()
    else:
        regions = reader.animated_regions if reader.is_animator else set()
        query = _one(follows=True, animates=reader.is_animator, everywhere=regions is None)
        asked |= {"employer": reader.organization_id, "regions": sorted(regions or ())}
    if held:
        query = query.with_for_update(of=Opening, **held)
    return db.session.scalars(query, asked).unique().one_or_none()


@cache
def _one(
    *, follows: bool = False, animates: bool = False, everywhere: bool = False
) -> Select[Opening]:
    """Built once for each kind of reader."""
    theirs: ColumnElement[bool] = false()
    if follows:
        regions: Any = None if everywhere else bindparam("regions", expanding=True)
        theirs = _followed(bindparam("employer"), regions, animates=animates)
    shown = _readable(bindparam("at", type_=UtcDateTime()), theirs)
    return whole(shown.where(Opening.id == bindparam("opening")))


def readable_by(reader: Member | None, at: datetime | BindParameter[datetime]) -> Select[Opening]:
    """What is or was online; for its recruiters all they wrote; for animators what was sent."""
    return _readable(at, _followed_by(reader))


def _readable(
    at: datetime | BindParameter[datetime], followed: ColumnElement[bool]
) -> Select[Opening]:
    shown = and_(Opening.state.in_(SHOWN_TO_ALL), Opening.publish_at <= at)
    return select(Opening).where(or_(shown, followed))


def _followed_by(reader: Member | None) -> ColumnElement[bool]:
    """The twin of `policy.may_follow`, tested equal."""
    if reader is None or not (reader.is_recruiter or reader.is_animator):
        return false()
    regions, animates = reader.animated_regions, reader.is_animator
    return _followed(reader.organization_id, regions, animates=animates)


def _followed(employer: Any, regions: Any, *, animates: bool) -> ColumnElement[bool]:
    """What this employer writes; to whoever animates, what was sent in these regions, or anywhere."""
    mine: ColumnElement[bool] = Opening.organization_id == employer
    if not animates:
        return mine
    sent = or_(Opening.state != State.DRAFT, Opening.source_ref != "")
    if regions is not None:
        sent = and_(sent, Opening.region_code.in_(regions))
    return or_(mine, sent)


def whole(query: Select[Opening]) -> Select[Opening]:
    """With all that its page shows, in one statement."""
    return query.options(
        joinedload(Opening.organization),
        joinedload(Opening.owner),
        joinedload(Opening.job_profile),
        joinedload(Opening.job_sheet),
        joinedload(Opening.requirement_set),
        undefer_group(TEXTS),
        joinedload(Opening.municipality).options(
            joinedload(Municipality.department), joinedload(Municipality.region)
        ),
    )


def history(opening: Opening) -> Select[OpeningEvent]:
    """What befell an opening, the newest first, with who did it."""
    return (
        select(OpeningEvent)
        .where(OpeningEvent.opening_id == opening.id)
        .options(joinedload(OpeningEvent.actor))
        .order_by(OpeningEvent.id.desc())
    )
