"""How long ago a sheet was found true: verified is not modified, and age is always computed."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum, StrEnum

STALE_AFTER, OLD_AFTER = timedelta(days=60), timedelta(days=180)


class Freshness(StrEnum):
    """Where a sheet stands from the day of its next verification."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    OLD = "old"


FRESHNESS_LABELS = {
    Freshness.FRESH: "À jour",
    Freshness.DUE: "À vérifier",
    Freshness.STALE: "Périmée",
    Freshness.OLD: "Très ancienne",
}


def freshness(verify_on: date | None, on: date) -> Freshness:
    if verify_on is None or on < verify_on:
        return Freshness.FRESH
    if on < verify_on + STALE_AFTER:
        return Freshness.DUE
    return Freshness.STALE if on < verify_on + OLD_AFTER else Freshness.OLD


class Told(IntEnum):
    """The last letter about a verification: only the highest that is due is written."""

    NOTHING = 0
    SOON = 1
    DUE = 2
    AGAIN = 3


def standing(verify_on: date, on: date) -> Told:
    """How its verification stands on a day: awaited one day, that very day, or since."""
    if verify_on == on:
        return Told.DUE
    return Told.SOON if on < verify_on else Told.AGAIN


TOLD_FROM = {
    Told.AGAIN: timedelta(days=30),
    Told.DUE: timedelta(0),
    Told.SOON: timedelta(days=-14),
}
