"""What is asked of the dossier of a meeting: a proof, and the model of whoever holds it."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField

from intranet.bookings.actions import TemplateLine
from intranet.kit.forms import (
    BooleanField,
    Form,
    IntegerField,
    Length,
    NumberRange,
    Optional,
    Row,
    Rows,
    StringField,
)


class DoneForm(Form):
    """It is done; a proof may be joined."""

    file = FileField("Preuve (facultative)")


class LineRow(Row):
    """One line of a model."""

    label = StringField("À faire", [Length(max=200)])
    offset_days = IntegerField(
        "Jours avant (−) ou après", [Optional(), NumberRange(-365, 365, "De −365 à 365 jours.")]
    )
    is_after_end = BooleanField("Compté depuis la fin")
    indicator_number = IntegerField(
        "Indicateur", [Optional(), NumberRange(1, 99, "Un numéro d’indicateur.")]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.label.data and self.offset_days.data is None and not self.offset_days.errors:
            self.offset_days.errors = ["Indiquez le nombre de jours."]
            return False
        if not (self.label.data or self.is_blank):
            self.label.errors = ["Dites ce qui est à faire."]
            return False
        return sound


class TemplateForm(Form):
    """The model of an organization."""

    lines = Rows(LineRow, "Les lignes du dossier", blank=2, most=40)

    @property
    def said(self) -> list[TemplateLine]:
        return [
            TemplateLine(
                row.label.data,
                row.offset_days.data,
                row.is_after_end.data,
                row.indicator_number.data,
            )
            for row in self.lines.filled
        ]
