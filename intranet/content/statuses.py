"""The starting sheets of the bridge between statuses: real rules, with their texts, to be verified."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intranet.kit.clock import now
from intranet.openings.actions.statuses import SheetText, enter_sheet
from intranet.openings.models import Route, Status
from intranet.openings.queries.statuses import sheets

FACTS = Path(__file__).parent / "facts" / "statuses.yaml"


def load() -> None:
    """Those that are not in yet. What animators wrote since stays theirs."""
    facts, known = read(), sheets()
    for told in facts["sheets"]:
        status, route = Status(told["status"]), Route(told["route"])
        if (status, route) not in known:
            enter_sheet(
                status,
                route,
                text_of(told, facts["sources"]),
                None,
                now(),
                is_verified=False,
                checked_on=date.fromisoformat(facts["checked_on"]),
                review_on=date.fromisoformat(facts["review_on"]),
                note="à vérifier",
            )


@cache
def read() -> dict[str, Any]:
    """The facts as written, read once."""
    facts: dict[str, Any] = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    return facts


def text_of(told: dict[str, Any], sources: dict[str, dict[str, str]]) -> SheetText:
    return SheetText(
        is_possible=told["possible"],
        summary=told["summary"],
        conditions=told["conditions"].strip(),
        documents=told["documents"],
        sources=[dict(sources[name]) for name in told["sources"]],
    )
