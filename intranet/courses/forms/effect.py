"""What is asked of levels: of a person about themselves, of a trainer about everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from wtforms import HiddenField

from intranet.bookings.models import Registration
from intranet.competencies.queries import Catalogue, Item
from intranet.courses.models import ASSESSED_BY_LABELS, AssessedBy, CompetencyResult
from intranet.kit.forms import Form, SelectField, choices, whole_or_none


class StandingForm(Form):
    """One’s own level of each competency taught; a blank says nothing."""

    @property
    def levels(self) -> dict[int, int]:
        return {
            int(name[1:]): field.data
            for name, field in self._fields.items()
            if name[0] == "c" and name[1:].isdigit() and field.data is not None
        }

    def of(self, item: Item) -> Any:
        return self[f"c{item.competency_id}"]


def standing_form(
    items: Sequence[Item], catalogue: Catalogue, known: Mapping[int, int | None]
) -> StandingForm:
    """With a field for each item, filled with what is known."""
    steps = {step.value: f"{step.value} · {step.label}" for step in catalogue.scale}
    fields: dict[str, Any] = {
        f"c{item.competency_id}": SelectField(
            f"{item.code} {item.title}",
            coerce=whole_or_none,
            choices=choices(steps, first="Je ne sais pas"),
        )
        for item in items
    }
    kind: type[StandingForm] = type("Standing", (StandingForm,), fields)
    return kind(data={f"c{item}": level for item, level in known.items()})


class AssessmentForm(Form):
    """The level reached by each person in each competency, and how each competency was assessed."""

    seen = HiddenField()

    def level_of(self, seat: Registration, item: Item) -> Any:
        return self[f"r{seat.id}_{item.competency_id}"]

    def method_of(self, item: Item) -> Any:
        return self[f"m{item.competency_id}"]

    def validate_all(self, seats: Collection[Registration], items: Collection[Item]) -> bool:
        """Whatever has a level says how it was assessed."""
        is_sound = bool(self.validate())
        for item in items:
            given = any(self.level_of(seat, item).data is not None for seat in seats)
            method = self.method_of(item)
            if given and method.data is None and not method.errors:
                self.refuse(method, f"Dites comment {item.code} a été évaluée.")
                is_sound = False
        return is_sound


def assessment_form(
    seats: Sequence[Registration],
    items: Sequence[Item],
    catalogue: Catalogue,
    known: Collection[CompetencyResult],
    seen: str,
) -> AssessmentForm:
    """With a field for each person and item, filled with what was established."""
    steps = {step.value: f"{step.value} · {step.label}" for step in catalogue.scale}
    levels = choices(steps, first="Non évalué")
    methods = choices(ASSESSED_BY_LABELS, first="Choisir")
    fields: dict[str, Any] = {
        f"m{item.competency_id}": SelectField(
            f"Méthode pour {item.code}",
            coerce=lambda value: AssessedBy(value) if value else None,
            choices=methods,
        )
        for item in items
    }
    for seat in seats:
        for item in items:
            fields[f"r{seat.id}_{item.competency_id}"] = SelectField(
                f"{item.code} {item.title}", coerce=whole_or_none, choices=levels
            )
    data: dict[str, Any] = {"seen": seen}
    for one in known:
        if one.level_after is not None:
            data[f"r{one.registration_id}_{one.competency_id}"] = one.level_after
            data[f"m{one.competency_id}"] = one.method
    kind: type[AssessmentForm] = type("Assessing", (AssessmentForm,), fields)
    return kind(data=data)
