"""How many files somebody may send in a day: counted one by one, over all processes."""

from __future__ import annotations

from datetime import timedelta

from intranet.kit import limits
from intranet.kit.access import me

MOST_A_DAY = 10
DAY = timedelta(days=1)
ACTION = "files of applications"
TOO_MANY_FILES = (
    f"Vous avez envoyé {MOST_A_DAY} fichiers aujourd’hui : les suivants attendent demain."
)


def over_quota(files: int) -> bool:
    """Count so many more; whether one of them is too many. Refused, they are to be given back."""
    who = str(me().id)
    counted = [limits.too_many(ACTION, who, MOST_A_DAY, DAY) for _ in range(files)]
    return any(counted)


def give_back(files: int) -> None:
    """What was refused does not count. Left to the caller to commit."""
    for _ in range(files):
        limits.give_back(ACTION, str(me().id), DAY)
