"""A field of a sheet as plain words, to set what somebody else wrote beside one’s own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intranet.kit.db import db
from intranet.members.models import Member
from intranet.places.shapes import department_names, region_names
from intranet.practices.forms import SheetForm
from intranet.practices.forms.typed import ANSWERED_AS
from intranet.practices.models import EFFORT_LABELS, KIND_LABELS, Kind, Practice, Sheet

HIDDEN = {"id", "size", "competency_id", "proof"}  # of a row: what only the database reads


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


def beside(practice: Practice, form: SheetForm, names: Sequence[str]) -> list[dict[str, str]]:
    """What is saved now in each of these fields, to set beside mine."""
    fields = {kept: field for field, kept in ANSWERED_AS.items()}
    sheet, found = practice.current.sheet, []
    known = {*sheet.kept(), "contact_id", "substitute_id", "review_cycle"}
    for name in names:
        if name not in known:
            continue  # nobody asked for it
        field = form[fields.get(name, name)]
        words = answered(practice, name) if not hasattr(sheet, name) else in_words(name, sheet)
        found.append({"name": name, "label": field.label.text, "field": field.id, "words": words})
    return found


def answered(practice: Practice, name: str) -> str:
    if name == "review_cycle":
        return f"Tous les {practice.review_cycle} mois"
    person = db.session.get(Member, getattr(practice, name) or 0)
    return person.name if person else "Personne"
