"""Working days: what « sous cinq jours ouvrés » means, with the public holidays of France."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

ALSACE_MOSELLE = frozenset({"57", "67", "68"})  # two more public holidays a year
# Where the end of slavery is a public holiday, and when (Code du travail, L3422-2).
ABOLITION = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
    "977": (10, 9),
    "978": (5, 28),
}


def working_days_after(on: date, count: int, department: str | None = None) -> date:
    """The day that comes so many working days after this one."""
    found = on
    while count > 0:
        found += timedelta(days=1)
        count -= is_working_day(found, department)
    return found


def working_days_between(first: date, last: date, department: str | None = None) -> int:
    """How many working days passed from one day to another, which is counted and the first not."""
    days = (last - first).days
    return sum(
        is_working_day(first + timedelta(days=count), department) for count in range(1, days + 1)
    )


def is_working_day(on: date, department: str | None = None) -> bool:
    if ABOLITION.get(department or "") == (on.month, on.day):
        return False
    return on.weekday() < 5 and on not in holidays(on.year, department in ALSACE_MOSELLE)


@lru_cache(maxsize=64)
def holidays(year: int, in_alsace_moselle: bool = False) -> frozenset[date]:
    """The public holidays of a year."""
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    from_easter = {1, 39, 50}  # Easter Monday, Ascension Day, Whit Monday
    if in_alsace_moselle:
        fixed.add((12, 26))
        from_easter.add(-2)  # Good Friday
    sunday = easter(year)
    return frozenset(date(year, month, number) for month, number in fixed) | {
        sunday + timedelta(days=days) for days in from_easter
    }


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computation (Meeus, Astronomical Algorithms)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, epact = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, odd = divmod(rest, 4)
    weekday = (32 + 2 * epact + 2 * quarter - moon - odd) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, number = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, number + 1)
