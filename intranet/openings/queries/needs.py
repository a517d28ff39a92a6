"""What an opening asks for, in words that stay: kept with each application, compared afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from intranet.competencies.models import Need
from intranet.competencies.queries import catalogue_of, requirements_of
from intranet.openings.models import JobApplication, Opening

Said = list[list[str | int]]  # code, title, need, level; whether it is indispensable, if kept since


class Changed(NamedTuple):
    """One item asked for otherwise since: None on the side where it is not."""

    code: str
    title: str
    then: str | None
    now: str | None


def asked_by_opening(opening: Opening) -> Said:
    """Each item with how it is asked for, by the words of the edition that it was written with."""
    asked = opening.requirement_set
    if asked is None:
        return []
    items = catalogue_of(asked.edition_id).items
    return [
        [
            items[each.competency_id].code,
            items[each.competency_id].title,
            each.need.value,
            each.level,
            each.is_mandatory,
        ]
        for each in requirements_of([asked.id])[asked.id]
        if each.competency_id in items
    ]


def changed_since(application: JobApplication) -> Sequence[Changed]:
    """What is asked for otherwise than when it was sent; nothing where that was not kept."""
    kept = application.profile_snapshot.get("asked")
    if kept is None:
        return []
    then = {str(row[0]): row for row in kept}
    now = {str(row[0]): row for row in asked_by_opening(application.opening)}
    return [
        Changed(
            code, str((now.get(code) or then[code])[1]), _worded(then, code), _worded(now, code)
        )
        for code in dict.fromkeys([*then, *now])
        if _worded(then, code) != _worded(now, code)
    ]


def _worded(side: dict[str, list[str | int]], code: str) -> str | None:
    if code not in side:
        return None
    _, _, need, level, *is_mandatory = side[code]
    if need == Need.DESIRED.value:
        return f"niveau {level}, souhaitée"
    return f"niveau {level}, {'indispensable' if any(is_mandatory) else 'attendue'}"
