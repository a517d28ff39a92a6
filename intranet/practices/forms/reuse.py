"""What is asked of a structure that took a practice up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import FileField, HiddenField

from intranet.kit.forms import (
    BooleanField,
    Field,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
    choices,
    whole_or_none,
)
from intranet.practices.models import REUSE_LABELS, Practice, ReuseStage

YEAR = "Écrivez une année en quatre chiffres, de 1990 à 2100."


class ReplicationForm(Form):
    """How far one has come, what was changed, what it gave."""

    lock_version = HiddenField()
    stage = RadioField(
        "Où en êtes-vous ?", [Needed("Dites où vous en êtes.")], choices=choices(REUSE_LABELS)
    )
    year = IntegerField("Depuis quelle année", [Optional(), NumberRange(1990, 2100, YEAR)])
    changes = TextAreaField("Ce que vous avez changé", [Length(max=2000)])
    result = TextAreaField("Ce que cela donne", [Length(max=2000)])
    evidence = FileField("Une pièce qui le montre")
    drops_evidence = BooleanField("Retirer la pièce jointe")
    own_practice = SelectField("Votre propre fiche", coerce=whole_or_none)

    def validate_result(self, field: Field) -> None:
        ended = {ReuseStage.DONE.value, ReuseStage.GIVEN_UP.value}
        if self.stage.data in ended and not field.data:
            raise ValidationError(
                "Dites ce que cela a donné : un chiffre, un constat, ou pourquoi cela s’est arrêté."
            )

    def offer(self, own: Iterable[Practice]) -> None:
        """The sheets of this structure that may tell what it made of this one."""
        told = [(str(practice.id), practice.title) for practice in own]
        self.own_practice.choices = choices(told, first="Pas encore")

    @property
    def said(self) -> dict[str, Any]:
        """What is written on the line, but for its file."""
        return {
            "stage": ReuseStage(self.stage.data),
            "year": self.year.data,
            "changes": self.changes.data or "",
            "result": self.result.data or "",
            "own_practice_id": self.own_practice.data,
        }

    @property
    def file(self) -> Any:
        """The file that was really chosen."""
        sent = self.evidence.data
        return sent if getattr(sent, "filename", "") else None
