"""A wording as plain values, to keep beside a file and to put back as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from intranet.competencies.actions import Asked
from intranet.competencies.models import Need
from intranet.openings.models import (
    ApplyMode,
    Category,
    Experience,
    JobKind,
    Route,
    Vacancy,
    Wording,
    WorkTime,
)

AGAIN: Mapping[str, Callable[[Any], Any]] = {
    "kind": JobKind,
    "work_time": WorkTime,
    "experience": Experience,
    "category": Category,
    "vacancy": Vacancy,
    "apply_mode": ApplyMode,
    "start_on": date.fromisoformat,
    "end_on": date.fromisoformat,
    "vacant_on": date.fromisoformat,
    "csp_published_on": date.fromisoformat,
    "closes_at": datetime.fromisoformat,
}


def plain(wording: Wording) -> dict[str, Any]:
    """What JSON can hold of it."""
    said = {name: _bare(value) for name, value in asdict(wording).items() if name != "asked"}
    told = sorted(wording.asked, key=lambda each: each.competency_id)
    said["asked"] = [
        [each.competency_id, each.level, each.weight, each.need.value, each.is_mandatory]
        for each in told
    ]
    return said


def _bare(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return value


def said_again(told: Mapping[str, Any]) -> Wording:
    """The wording that `plain` told."""
    said = {
        name: AGAIN[name](value) if name in AGAIN and value is not None else value
        for name, value in told.items()
    }
    said["routes"] = tuple(Route(route) for route in told["routes"])
    said["grades"], said["questions"] = tuple(told["grades"]), tuple(told["questions"])
    said["asked"] = tuple(
        Asked(item, level, weight, Need(need), is_mandatory)
        for item, level, weight, need, is_mandatory in told["asked"]
    )
    return Wording(**said)
