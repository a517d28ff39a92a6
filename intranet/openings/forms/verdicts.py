"""What is asked of whoever reviews, closes, reopens or reports an opening."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from intranet.kit.forms import (
    DateField,
    Form,
    Length,
    Needed,
    RadioField,
    Row,
    Rows,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    choices,
    member_of,
    of_this_century,
)
from intranet.openings.models import (
    CHANNEL_LABELS,
    CLOSE_REASON_LABELS,
    REPORT_LABELS,
    Channel,
    CloseReason,
    ReportReason,
)

UNDECIDED = "undecided"
REMARKABLE = {
    "title": "Intitulé du poste",
    "kind": "Type d’emploi",
    "missions": "Missions",
    "profile": "Profil recherché",
    "experience": "Expérience",
    "commune": "Commune",
    "work_time": "Temps de travail",
    "start_on": "Dates du contrat",
    "routes": "Modalités d’accès",
    "category": "Catégorie",
    "grades": "Grades",
    "pay_min": "Rémunération",
    "conditions": "Conditions d’exercice",
    "benefits": "Avantages",
    "required": "Compétences",
    "vacancy": "Motif et date de vacance",
    "closes_on": "Date limite",
    "how_to_apply": "Comment candidater",
}


class RemarkRow(Row):
    """What is to correct in one field."""

    field = SelectField("Champ", default="", choices=choices(REMARKABLE, first="Choisir"))
    text = StringField("Ce qui est à corriger", [Length(max=500)])

    def validate_field(self, field: SelectField) -> None:
        if self.text.data and not field.data:
            raise ValidationError("Dites de quel champ vous parlez.")

    def validate_text(self, field: StringField) -> None:
        if self.field.data and not field.data:
            raise ValidationError("Dites ce qui est à corriger.")


class ReviewForm(Form):
    """Publish, ask for corrections or refuse: the button says which."""

    version = HiddenField()
    comment = TextAreaField("Votre message à la personne qui recrute", [Length(max=2000)])
    remarks = Rows(RemarkRow, "Remarques, champ par champ", blank=2, most=12)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.remarks.offer_blank()


class ClosureForm(Form):
    """How it ended."""

    version = HiddenField()
    reason = RadioField(
        "Pourquoi clôturer cette offre ?",
        [Needed("Choisissez un motif.")],
        coerce=member_of(CloseReason),
        choices=choices(
            {
                reason: label
                for reason, label in CLOSE_REASON_LABELS.items()
                if reason is not CloseReason.EXPIRED
            }
        ),
    )
    channels = SelectMultipleField(
        "Où l’offre était aussi publiée", coerce=member_of(Channel), choices=choices(CHANNEL_LABELS)
    )
    comment = TextAreaField("Précision, pour l’historique", [Length(max=500)])


class OutcomeForm(Form):
    """Two weeks after its end: is it filled, and where else was it published?"""

    version = HiddenField()
    reason = RadioField(
        "Le poste est-il pourvu ?",
        [Needed("Choisissez une réponse.")],
        choices=choices(
            {
                reason.value: CLOSE_REASON_LABELS[reason]
                for reason in (
                    CloseReason.FILLED_IN_NETWORK,
                    CloseReason.FILLED_OUTSIDE,
                    CloseReason.UNSUCCESSFUL,
                    CloseReason.CANCELLED,
                )
            }
            | {UNDECIDED: "Le recrutement est toujours en cours"}
        ),
    )
    channels = SelectMultipleField(
        "Où l’offre était aussi publiée", coerce=member_of(Channel), choices=choices(CHANNEL_LABELS)
    )

    @property
    def outcome(self) -> CloseReason | None:
        """How it ended; None while it has not."""
        return None if self.reason.data == UNDECIDED else CloseReason(self.reason.data)


class ExtensionForm(Form):
    """Until when it is open, and why longer."""

    version = HiddenField()
    closes_on = DateField(
        "Nouvelle date limite", [Needed("Choisissez la nouvelle date limite."), of_this_century]
    )
    reason = StringField(
        "Pourquoi prolonger", [Needed("Dites pourquoi, en quelques mots."), Length(max=200)]
    )


class TemplateForm(Form):
    """What a model of opening is called."""

    name = StringField("Nom du modèle", [Needed("Donnez un nom au modèle."), Length(max=80)])


class ReopeningForm(Form):
    """Until when it is open again."""

    version = HiddenField()
    closes_on = DateField(
        "Nouvelle date limite", [Needed("Choisissez la nouvelle date limite."), of_this_century]
    )


class ReportForm(Form):
    """What is wrong with an opening."""

    reason = RadioField(
        "Que se passe-t-il avec cette offre ?",
        [Needed("Choisissez une raison.")],
        coerce=member_of(ReportReason),
        choices=choices(REPORT_LABELS),
    )
    text = TextAreaField("Ce que vous avez constaté", [Length(max=1000)])


class AnswerForm(Form):
    """What an animator answers to reports: the button says which."""

    version = HiddenField()
    reason = TextAreaField("Ce que l’employeur lira", [Length(max=1000)])
