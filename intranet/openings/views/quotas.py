"""How many files and applications somebody may send in a day: counted one by one, over all processes."""

from __future__ import annotations

from intranet.allowances import APPLICATION_FILES, APPLICATIONS
from intranet.kit import limits
from intranet.kit.access import me
from intranet.kit.db import db

TOO_MANY_FILES = f"Vous avez envoyé {APPLICATION_FILES.most} fichiers aujourd’hui : les suivants attendent demain."
TOO_MANY_APPLICATIONS = (
    f"Vous avez envoyé {APPLICATIONS.most} candidatures aujourd’hui. Gardez celle-ci en brouillon : "
    "elle vous attendra demain."
)


def over_quota(files: int) -> bool:
    """Count so many more; whether one of them is too many. Refused, they are to be given back."""
    counted = [limits.over((APPLICATION_FILES, str(me().id))) for _ in range(files)]
    return any(counted)


def give_back(files: int) -> None:
    """What was refused does not count. Left to the caller to commit."""
    for _ in range(files):
        limits.give_back((APPLICATION_FILES, str(me().id)))


def wait_to_apply() -> int:
    """Count one more application, with it; the seconds to wait where it is one too many."""
    wait = limits.over_with_the_rest((APPLICATIONS, str(me().id)))
    if wait:
        db.session.commit()
    return wait
