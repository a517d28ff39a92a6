"""What is asked of whoever agrees, refuses, cancels, or gives seats."""

from __future__ import annotations

from intranet.kit.forms import (
    EmailField,
    Form,
    Length,
    Needed,
    StringField,
    TextAreaField,
    is_address,
)


class CancelForm(Form):
    """Why one gives a seat back; nobody has to say."""

    reason = TextAreaField("Un mot pour l’organisateur", [Length(max=500)])


class AgreementForm(Form):
    """The answer of a manager: agreeing needs no words, refusing does."""

    reason = TextAreaField("Message à la personne", [Length(max=500)])

    def has_reason(self) -> bool:
        """Whether a refusal may be sent as it is."""
        if not self.reason.data:
            self.refuse(self.reason, "Dites pourquoi : la personne le lira.")
        return not self.errors


class DecisionForm(Form):
    """What an organizer says with a decision."""

    reason = TextAreaField("Motif ou message", [Length(max=500)])

    def has_reason(self) -> bool:
        """Whether a decision that needs words may be taken as it is."""
        if not self.reason.data:
            self.refuse(self.reason, "Écrivez le motif : il reste dans l’historique.")
        return not self.errors


class PlaceForm(Form):
    """A seat given by hand, beyond the window and the seats if need be."""

    email = EmailField(
        "Adresse électronique",
        [Needed("Écrivez l’adresse de la personne."), Length(max=254), is_address],
    )
    guest_name = StringField("Nom, si la personne n’a pas de compte", [Length(max=120)])
    reason = TextAreaField(
        "Motif", [Needed("Dites pourquoi : l’historique le garde."), Length(max=500)]
    )
