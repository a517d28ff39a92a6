"""Counting anew what is lacking where: what the board of needs reads until the next time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from intranet.career import queries
from intranet.career.models import EVERYWHERE, MonthlyNeed, RegionalNeed
from intranet.career.queries import Counted
from intranet.kit.db import db

HOLDS_FOR = timedelta(hours=1)


def is_due(at: datetime) -> bool:
    """Never counted, or more than an hour ago."""
    last = db.session.scalar(select(func.max(RegionalNeed.counted_at)))
    return last is None or last <= at - HOLDS_FOR


def recount(at: datetime) -> int:
    """Write all the figures anew, in the transaction under way: how many places there are."""
    found = queries.counted(at)
    db.session.execute(delete(MonthlyNeed))
    db.session.execute(delete(RegionalNeed))
    places, months = _people(found, at), _months(found)
    if places:
        db.session.execute(insert(RegionalNeed), places)
    if months:
        db.session.execute(insert(MonthlyNeed), months)
    return len(places)


def _people(found: Counted, at: datetime) -> list[dict[str, object]]:
    """Who hold an item is read where one asks for it, and everywhere."""
    places = {*found.places(), *((item, EVERYWHERE) for item, _ in found.places())}
    return [
        {
            "competency_id": item,
            "region_code": region,
            "gaps": found.gaps.get((item, region), 0),
            "wishes": found.wishes.get((item, region), 0),
            "supply": found.supply((item, region)),
            "counted_at": at,
        }
        for item, region in sorted(places)
    ]


def _months(found: Counted) -> list[dict[str, object]]:
    return [
        {
            "competency_id": item,
            "region_code": region,
            "month": month,
            "openings": begun.openings,
            "runs": begun.runs,
            "seats": begun.seats,
        }
        for (item, region), months in sorted(found.months.items())
        for month, begun in sorted(months.items())
    ]
