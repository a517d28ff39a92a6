"""What is asked of who was there: one choice a person, for one half-day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intranet.bookings.actions import Mark
from intranet.bookings.models import PRESENCE_LABELS, Attendance, Method, Presence, Registration
from intranet.kit.forms import (
    Form,
    IntegerField,
    Length,
    NumberRange,
    Optional,
    RadioField,
    SelectField,
    StringField,
    choices,
    member_of,
)

METHODS = {Method.MANUAL: "Relevé par moi", Method.PAPER: "Recopié de la feuille signée"}


class RollForm(Form):
    """Who was there for a half-day; a blank says nothing yet."""

    method = RadioField(
        "Comment", choices=choices(METHODS), coerce=member_of(Method), default=Method.MANUAL
    )
    reason = StringField(
        "Motif, si vous corrigez ce qui était écrit",
        [Length(max=500)],
        description="L’ancienne valeur, la nouvelle et ce motif restent lisibles.",
    )

    def presence_of(self, row: Registration) -> Any:
        return self[f"p{row.id}"]

    def minutes_of(self, row: Registration) -> Any:
        return self[f"m{row.id}"]

    def marks(self, people: Sequence[Registration], *, all_present: bool) -> dict[int, Mark]:
        """What was said of each; `all_present` says it of those of whom nothing was."""
        found: dict[int, Mark] = {}
        for row in people:
            presence, minutes = self.presence_of(row).data, self.minutes_of(row)
            if presence is None and all_present:
                presence = Presence.PRESENT
            if presence is Presence.PARTLY and not minutes.data and not minutes.errors:
                self.refuse(minutes, "Indiquez combien de minutes.")
            if presence is not None:
                found[row.id] = Mark(presence, minutes.data)
        return found


def roll_form(
    people: Sequence[Registration], known: Mapping[int, Attendance], whole: int
) -> RollForm:
    """With two fields for each person, filled with what is written; `whole`: minutes of the half-day."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for row in people:
        fields[f"p{row.id}"] = SelectField(
            row.holder_name,
            coerce=member_of(Presence),
            choices=choices(PRESENCE_LABELS, first="À relever"),
        )
        fields[f"m{row.id}"] = IntegerField(
            f"Minutes suivies, {row.holder_name}",
            [Optional(), NumberRange(1, whole, "De %(min)d à %(max)d minutes.")],
        )
        if line := known.get(row.id):
            data[f"p{row.id}"] = line.presence
            data[f"m{row.id}"] = line.minutes if line.presence is Presence.PARTLY else None
    kind: type[RollForm] = type("Roll", (RollForm,), fields)
    return kind(data=data)
