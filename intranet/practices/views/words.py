"""A field of a sheet as plain words, to set what somebody else wrote beside one’s own."""

from __future__ import annotations

from typing import Any

from intranet.places.shapes import department_names, region_names
from intranet.practices.models import EFFORT_LABELS, KIND_LABELS, Kind, Sheet

HIDDEN = {"id", "size", "competency_id"}  # of a row: what only the database reads


def in_words(name: str, sheet: Sheet) -> str:
    """What a version says in one field, line by line."""
    value = getattr(sheet, name)
    if name == "kind":
        return KIND_LABELS[Kind(value)]
    if name in {"region", "other_regions"}:
        codes = value if isinstance(value, list) else [value]
        return "\n".join(region_names().get(code, code) for code in codes)
    if name == "department":
        return department_names().get(value, value)
    if name == "effort":
        return EFFORT_LABELS.get(value, "Non précisé")
    if name == "cost_is_unknown":
        return "Oui" if value else "Non"
    return spelled(value)


def spelled(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(spelled(each) for each in value)
    if isinstance(value, dict):
        said = [str(each) for name, each in value.items() if each and name not in HIDDEN]
        return " · ".join(said)
    return str(value or "")
