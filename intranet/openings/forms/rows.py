"""The lines of an opening’s form that name an item of the referential, and the level hoped for."""

from __future__ import annotations

from intranet.kit.forms import Row, SelectField, ValidationError, choices, whole_or_none

WEIGHTS = {1: "Utile", 2: "Importante", 3: "Décisive"}


class CompetencyRow(Row):
    """An item of the referential, and the level hoped for."""

    code = SelectField("Compétence", default="")
    level = SelectField("Niveau", coerce=whole_or_none, default=None)

    def validate_code(self, field: SelectField) -> None:
        if not (self.is_blank or field.data):
            raise ValidationError("Choisissez la compétence de cette ligne.")

    def validate_level(self, field: SelectField) -> None:
        if self.code.data and field.data is None:
            raise ValidationError("Choisissez le niveau attendu.")


class RequiredRow(CompetencyRow):
    """One that the post cannot do without, and how much it matters."""

    weight = SelectField("Poids", coerce=int, default=1, choices=choices(WEIGHTS))
