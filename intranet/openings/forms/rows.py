"""The lines of an opening’s form that name an item of the referential, and the level hoped for."""

from __future__ import annotations

from intranet.competencies.actions import Asked
from intranet.competencies.models import Need
from intranet.competencies.queries import Catalogue
from intranet.kit.forms import (
    BooleanField,
    Row,
    SelectField,
    ValidationError,
    choices,
    whole_or_none,
)

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

    def asked(self, catalogue: Catalogue) -> Asked | None:
        """What the line asks for; nothing while its item or its level is missing."""
        item = catalogue.by_code.get(self.code.data)
        return self._at(item.competency_id, self.level.data) if item and self.level.data else None

    def _at(self, competency_id: int, level: int) -> Asked:
        return Asked(competency_id, level, need=Need.DESIRED)


class RequiredRow(CompetencyRow):
    """One that the post asks for, how much it matters, and whether the post can do without."""

    weight = SelectField("Poids", coerce=int, default=1, choices=choices(WEIGHTS))
    is_mandatory = BooleanField("Indispensable")

    def _at(self, competency_id: int, level: int) -> Asked:
        return Asked(competency_id, level, self.weight.data, is_mandatory=self.is_mandatory.data)
