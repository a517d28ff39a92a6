"""A sheet as its form shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intranet.practices.models import Practice, Sheet


def as_typed(practice: Practice, sheet: Sheet) -> dict[str, Any]:
    """A sheet as the form shows it."""
    return sheet.kept() | {
        "lock_version": practice.lock_version,
        "base": practice.current.id,
        "other_regions": [{"code": code} for code in sheet.other_regions],
        "approach": [{"text": step} for step in sheet.approach],
        "funders": "\n".join(sheet.funders),
        "effort": sheet.effort,
        "competencies": [
            {"code": row["code"], "level": str(row["level"])} for row in sheet.competencies
        ],
        "documents": None,
        "named": [{"number": each["id"], "label": each["label"]} for each in sheet.documents],
        "contact": practice.contact_id,
        "substitute": practice.substitute_id,
        "review_cycle": str(practice.review_cycle),
    }


ANSWERED_AS = {"contact": "contact_id", "substitute": "substitute_id"}  # by field, in the practice


def as_merged(practice: Practice, values: Mapping[str, Any]) -> dict[str, Any]:
    """What two people meant, as the form shows it, under the present lock."""
    return as_typed(practice, Sheet.read(values)) | {
        "contact": values.get("contact_id", practice.contact_id),
        "substitute": values.get("substitute_id", practice.substitute_id),
        "review_cycle": str(values.get("review_cycle", practice.review_cycle)),
    }
