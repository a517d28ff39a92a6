"""The indicators of the national quality framework, dated, and the model of the dossier of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from intranet.bookings.models import ChecklistLine, Indicator
from intranet.content.written import read
from intranet.kit.db import db

FACTS = Path(__file__).parent / "facts" / "quality.yaml"


def load() -> None:
    """Those that are not in yet; a model that exists stays as it is."""
    facts: dict[str, Any] = read(FACTS)
    sources = [{**one, "date": f"{one['date']}"} for one in facts["sources"]]
    known = select(Indicator.number).where(Indicator.guide == facts["guide"])
    numbers = set(db.session.scalars(known))
    for number, title in facts["indicators"].items():
        if number not in numbers:
            db.session.add(
                Indicator(
                    guide=facts["guide"],
                    number=number,
                    title=title,
                    in_force_from=facts["in_force_from"],
                    sources=sources,
                )
            )
    if db.session.scalars(
        select(ChecklistLine.id).where(ChecklistLine.organization_id.is_(None))
    ).first():
        return
    for position, line in enumerate(facts["lines"], 1):
        db.session.add(
            ChecklistLine(
                position=position,
                label=line["label"],
                offset_days=line["offset"],
                is_after_end=line.get("after_end", False),
                indicator_number=line["indicator"],
            )
        )
