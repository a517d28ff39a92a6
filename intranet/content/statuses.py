"""The starting sheets of the bridge between statuses: real rules, with their texts, to be verified."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from intranet.content.written import read
from intranet.kit.clock import now
from intranet.openings.actions.statuses import SheetText, enter_sheet
from intranet.openings.models import Route, Status
from intranet.openings.queries.statuses import sheets

FACTS = Path(__file__).parent / "facts" / "statuses.yaml"


def load() -> None:
    """Those that are not in yet. What animators wrote since stays theirs."""
    facts, known = read(FACTS), sheets()
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


def text_of(told: dict[str, Any], sources: dict[str, dict[str, str]]) -> SheetText:
    return SheetText(
        is_possible=told["possible"],
        summary=told["summary"],
        conditions=told["conditions"].strip(),
        documents=told["documents"],
        sources=[dict(sources[name]) for name in told["sources"]],
    )
