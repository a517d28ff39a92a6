"""The lines of competencies: what a course raises, and what it presupposes."""

from __future__ import annotations

from typing import Any

from intranet.kit.forms import Length, Row, SelectField, StringField, choices, whole_or_none

LEVELS_BEFORE = {
    0: "0, aucun acquis",
    1: "1",
    2: "2",
    3: "3",
}
LEVELS_AFTER = {1: "1", 2: "2", 3: "3", 4: "4"}


class TaughtRow(Row):
    """A competency that the course raises."""

    code = SelectField("Compétence", default="")
    before = SelectField(
        "Niveau avant", coerce=whole_or_none, choices=choices(LEVELS_BEFORE, first="Choisir")
    )
    after = SelectField(
        "Niveau après", coerce=whole_or_none, choices=choices(LEVELS_AFTER, first="Choisir")
    )

    assessed = StringField("Comment elle est évaluée", [Length(max=250)])

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not self.code.data:
            if not self.is_blank:
                self.code.errors = ["Choisissez la compétence de cette ligne."]
                return False
            return sound
        for field in (self.before, self.after):
            if field.data is None and not field.errors:
                field.errors = ["Choisissez un niveau."]
                sound = False
        if sound and self.before.data >= self.after.data:
            self.after.errors = ["Le niveau après la formation doit dépasser le niveau avant."]
            sound = False
        return sound


class PresupposedRow(Row):
    """A competency that one must have to follow the course."""

    code = SelectField("Compétence", default="")
    level = SelectField(
        "Niveau attendu", coerce=whole_or_none, choices=choices(LEVELS_AFTER, first="Choisir")
    )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not (self.is_blank or self.code.data):
            self.code.errors = ["Choisissez la compétence de cette ligne."]
            return False
        if self.code.data and self.level.data is None and not self.level.errors:
            self.level.errors = ["Choisissez un niveau."]
            return False
        return sound
