"""What is asked of whoever agrees, refuses, cancels, or gives seats."""

from __future__ import annotations

from typing import Any

from intranet.bookings.forms.registering import EMAIL
from intranet.kit.forms import (
    EmailField,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    StringField,
    TextAreaField,
    ValidationError,
)

SEATS = NumberRange(min=1, max=10_000, message="Écrivez un nombre de 1 à 10 000.")


class CancelForm(Form):
    """Why one gives a seat back; nobody has to say."""

    reason = TextAreaField("Un mot pour l’organisateur", [Length(max=500)])


class AgreementForm(Form):
    """The answer of a manager: agreeing needs no words, refusing does."""

    reason = TextAreaField("Message à la personne", [Length(max=500)])

    def refuses(self) -> bool:
        """Whether a refusal may be sent as it is."""
        if not self.reason.data:
            self.refuse(self.reason, "Dites pourquoi : la personne le lira.")
        return not self.errors


class DecisionForm(Form):
    """What an organizer says with a decision."""

    reason = TextAreaField("Motif ou message", [Length(max=500)])

    def has_reason(self) -> bool:
        if not self.reason.data:
            self.refuse(self.reason, "Écrivez le motif : il reste dans l’historique.")
        return not self.errors


class PlaceForm(Form):
    """A seat given by hand, beyond the window and the seats if need be."""

    email = EmailField(
        "Adresse électronique", [Needed("Écrivez l’adresse de la personne."), Length(max=254)]
    )
    guest_name = StringField("Nom, si la personne n’a pas de compte", [Length(max=120)])
    reason = TextAreaField(
        "Motif", [Needed("Dites pourquoi : l’historique le garde."), Length(max=500)]
    )

    def validate_email(self, field: Any) -> None:
        field.data = field.data.strip().lower()
        if not EMAIL.fullmatch(field.data):
            raise ValidationError("Écrivez une adresse complète : prenom.nom@structure.fr.")


class CapacityForm(Form):
    """How many seats there are; raised, those who wait come in; lowered, nobody is put out."""

    capacity = IntegerField("Places dans la salle", [Optional(), SEATS])
    remote_capacity = IntegerField("Places à distance", [Optional(), SEATS])
