"""What is asked about the quality certificates of a provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField

from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    Length,
    Needed,
    StringField,
    of_this_century,
)

SCOPES = ("covers_training", "covers_skills_review", "covers_validation", "covers_apprenticeship")
LONGEST = 4  # years; a certificate is given for three


class QualityForm(Form):
    """A certificate, as it is written on the paper that proves it."""

    certifier = StringField(
        "Organisme certificateur", [Needed("Dites qui l’a délivré."), Length(max=120)]
    )
    number = StringField("Numéro du certificat", [Length(max=60)])
    covers_training = BooleanField("Actions de formation", default=True)
    covers_skills_review = BooleanField("Bilans de compétences")
    covers_validation = BooleanField("Validation des acquis de l’expérience")
    covers_apprenticeship = BooleanField("Formation par apprentissage")
    valid_from = DateField("Premier jour", [Needed("Donnez le premier jour."), of_this_century])
    valid_until = DateField("Dernier jour", [Needed("Donnez le dernier jour."), of_this_century])
    evidence = FileField("Le certificat, en PDF")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        sound = super().validate(extra_validators)
        first, last = self.valid_from, self.valid_until
        if first.data and last.data and not (first.errors or last.errors):
            if last.data < first.data:
                self.refuse(last, "Le dernier jour est avant le premier.")
            elif last.data.year - first.data.year > LONGEST:
                self.refuse(last, "Un certificat vaut trois ans : vérifiez les années.")
        if not any(self[name].data for name in SCOPES):
            self.refuse(self.covers_training, "Cochez au moins une catégorie d’actions.")
        if not self.evidence.data:
            self.refuse(self.evidence, "Joignez le certificat : un animateur le lira.")
        return sound and not self.errors

    def said(self) -> Mapping[str, Any]:
        names = ("certifier", "number", "valid_from", "valid_until", *SCOPES)
        return {name: self[name].data for name in names}
