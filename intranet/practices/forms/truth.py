"""What is asked of those who answer for a sheet, and of readers who find it wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms import HiddenField

from intranet.kit.forms import (
    Field,
    Form,
    Length,
    Needed,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
    choices,
    whole_or_none,
)
from intranet.members.models import Member
from intranet.practices.forms.sheets import CYCLE_LABELS
from intranet.practices.models import REPORT_LABELS, ReportReason

ANSWERS = {
    "exact": "Toujours exact",
    "correct": "À corriger",
    "over": "Plus d’actualité",
}


class ExactForm(Form):
    """Three answers, without signing in."""

    answer = RadioField("La fiche est-elle toujours exacte ?", [Needed("Choisissez une réponse.")],
                        choices=choices(ANSWERS))  # fmt: skip
    text = TextAreaField("Ce qu’il faut corriger", [Length(max=1000)], render_kw={"rows": 3})


class ReportForm(Form):
    """What is wrong with a sheet."""

    reason = RadioField(
        "Ce qui ne va pas",
        [Needed("Dites ce qui ne va pas.")],
        choices=choices({reason.value: label for reason, label in REPORT_LABELS.items()}),
    )
    links = SelectMultipleField("Les liens qui ne répondent plus")
    text = TextAreaField("Précisez si vous le pouvez", [Length(max=1000)], render_kw={"rows": 3})

    def offer(self, sources: Iterable[Mapping[str, str]]) -> None:
        """The links of the sheet: whoever followed them says which."""
        self.links.choices = choices(
            [(each["url"], each["title"] or each["url"]) for each in sources if each["url"]]
        )

    @property
    def said(self) -> str:
        """What is wrong, the links first: only where links are what is reported."""
        named = self.links.data or [] if self.reason.data == ReportReason.DEAD_LINK else []
        return "\n".join([*named, *filter(None, [self.text.data])])[:1000]


class SeenToForm(Form):
    """What was done of a report."""

    answer = TextAreaField("Ce qui a été fait", [Length(max=500)], render_kw={"rows": 2})


class ContactForm(Form):
    """Who answers for a sheet: live at once, without a review."""

    lock_version = HiddenField()
    contact = SelectField("Contact", [Needed("Choisissez qui répond de la fiche.")],
                          coerce=whole_or_none)  # fmt: skip
    substitute = SelectField("Suppléant", coerce=whole_or_none)
    review_cycle = RadioField("Vérification", choices=choices(CYCLE_LABELS))

    def validate_substitute(self, field: Field) -> None:
        if field.data and field.data == self.contact.data:
            raise ValidationError("Le suppléant est une autre personne que le contact.")

    def offer(self, colleagues: Iterable[Member]) -> None:
        people = [(str(member.id), member.name) for member in colleagues]
        self.contact.choices = choices(people, first="À désigner")
        self.substitute.choices = choices(people, first="Aucun")
