"""The lines that a sheet has several of: regions, steps, partners, results, competencies, sources."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from intranet.kit.forms import (
    Field,
    Length,
    Row,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
    choices,
    whole_or_none,
)
from intranet.kit.webpages import WebAddress


def chosen_or_none(value: Any) -> str | None:
    """Nothing chosen is nothing, on a line that was offered as on one that was sent."""
    return str(value) if value else None


class RegionRow(Row):
    code = SelectField("Région", coerce=chosen_or_none)


class StepRow(Row):
    text = TextAreaField("Étape", [Length(max=500)], render_kw={"rows": 2})


class PartnerRow(Row):
    organization = StringField("Structure", [Length(max=120)])
    role = StringField("Son rôle", [Length(max=200)])

    def validate_organization(self, field: Field) -> None:
        if not self.is_blank and not field.data:
            raise ValidationError("Nommez la structure qui tient ce rôle.")


class ResultRow(Row):
    indicator = StringField("Indicateur", [Length(max=120)])
    before = StringField("Avant", [Length(max=40)])
    after = StringField("Après", [Length(max=40)])
    unit = StringField("Unité", [Length(max=40)])
    date = StringField("Mesuré en", [Length(max=40)])
    proof = SelectField("Pièce qui le montre", coerce=chosen_or_none)
    text = TextAreaField("Précision", [Length(max=500)], render_kw={"rows": 2})

    def validate_indicator(self, field: Field) -> None:
        if not self.is_blank and not field.data:
            raise ValidationError("Dites ce qui a été mesuré.")


class CompetencyRow(Row):
    code = SelectField("Compétence", coerce=chosen_or_none)
    level = SelectField(
        "Niveau montré",
        coerce=whole_or_none,
        choices=choices({level: f"Niveau {level}" for level in range(1, 5)}, first="À choisir"),
    )

    def validate_code(self, field: Field) -> None:
        if self.level.data and not field.data:
            raise ValidationError("Choisissez la compétence montrée à ce niveau.")

    def validate_level(self, field: Field) -> None:
        if self.code.data and not field.data:
            raise ValidationError("Choisissez le niveau que la pratique montre.")


class SourceRow(Row):
    title = StringField("Titre", [Length(max=200)])
    url = URLField("Adresse", [WebAddress()])
    date = StringField("Date", [Length(max=40)])

    def validate_title(self, field: Field) -> None:
        if not self.is_blank and not (field.data or self.url.data):
            raise ValidationError("Nommez cette source, ou donnez son adresse.")


class DocumentRow(Row):
    """What a joined document is called on the sheet; nothing: by the name of its file."""

    number = HiddenField()
    label = StringField("Nom affiché", [Length(max=120)])
