"""What is asked of those who write guides."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, HiddenField

from intranet.kit.clock import today
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Field,
    Form,
    Length,
    Needed,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
    choices,
)

OWNERS = {"ours": "Notre structure", "network": "Le réseau"}


class GuideForm(Form):
    """What a guide is, whatever its edition."""

    title = StringField("Titre du guide", [Needed("Donnez un titre au guide."), Length(max=200)])
    about = TextAreaField("De quoi il parle", [Length(max=1000)])
    owner = RadioField("À qui est ce guide", choices=choices(OWNERS), default="ours")


class EditionForm(Form):
    """One edition: its number, its day, what is new, its text or its file."""

    lock_version = HiddenField()
    number = StringField("Numéro", [Needed("Donnez un numéro, comme V3."), Length(max=20)])
    dated_on = DateField("Datée du", [Needed("Donnez la date de cette édition.")])
    whats_new = TextAreaField("Quoi de neuf", [Length(max=3000)])
    body = TextAreaField("Texte", [Length(max=20_000)])
    file = FileField("Fichier")
    drops_file = BooleanField("Retirer le fichier")

    is_first, publishes = True, False

    def validate_dated_on(self, field: Field) -> None:
        if self.publishes and field.data > today():
            raise ValidationError(
                "Une édition en ligne est en vigueur : sa date n’est pas à venir."
            )

    def validate_whats_new(self, field: Field) -> None:
        if not self.is_first and not field.data:
            raise ValidationError("Dites ce qui change depuis l’édition précédente.")

    @property
    def sent(self) -> Any:
        """The file that was really chosen."""
        return self.file.data if getattr(self.file.data, "filename", "") else None

    @property
    def said(self) -> dict[str, Any]:
        return {
            "number": self.number.data,
            "dated_on": self.dated_on.data,
            "whats_new": self.whats_new.data or "",
            "body": self.body.data or "",
        }
