"""What is asked of animators who call on experts, and of experts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from intranet.kit.forms import (
    DateField,
    EmailField,
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
    is_address,
    whole_or_none,
)
from intranet.members.models import Member
from intranet.practices.models import CRITERIA, SCORE_LABELS, Theme

MOST_EXPERTS, LONGEST_DELAY = 3, 90


class ExpertForm(Form):
    """Who may give an opinion on the sheets of a theme."""

    theme = SelectField("Thème", [Needed("Choisissez un thème.")], coerce=whole_or_none)
    email = EmailField("Adresse du membre", [Needed("Donnez son adresse."), is_address])

    def offer(self, themes: Sequence[Theme]) -> None:
        pairs = [(str(theme.id), theme.label) for theme in themes]
        self.theme.choices = choices(pairs, first="Choisir un thème")


class AskOpinionsForm(Form):
    """One to three experts for a version, asked at once or one after the other, and a date."""

    experts = SelectMultipleField("Experts")
    due_on = DateField("Avis attendu pour le", [Needed("Donnez une date.")])

    def offer(self, people: Iterable[Member], on: date, left: int) -> None:
        self.on, self.left = on, left
        self.experts.choices = choices([(str(one.id), one.name) for one in people])

    def validate_experts(self, field: Field) -> None:
        if not 1 <= len(field.data or []) <= self.left:
            most = f"de un à {self.left} experts" if self.left > 1 else "un seul expert"
            raise ValidationError(f"Choisissez {most}.")

    def validate_due_on(self, field: Field) -> None:
        if not field.data:
            return
        if not self.on < field.data <= self.on + timedelta(days=LONGEST_DELAY):
            raise ValidationError(f"Choisissez un jour d’ici {LONGEST_DELAY} jours.")


def scored(label: str) -> RadioField:
    """One criterion, from 0 to 3."""
    told = {str(score): f"{score} – {words}" for score, words in SCORE_LABELS.items()}
    return RadioField(label, [Needed("Choisissez de 0 à 3.")], choices=choices(told))


class OpinionForm(Form):
    """Four criteria, and why."""

    clarity = scored(CRITERIA["clarity"])
    proof = scored(CRITERIA["proof"])
    transfer = scored(CRITERIA["transfer"])
    novelty = scored(CRITERIA["novelty"])
    text = TextAreaField("Votre avis", [Needed("Dites ce qui fonde votre avis."), Length(max=4000)],
                         render_kw={"rows": 6})  # fmt: skip

    @property
    def scores(self) -> dict[str, int]:
        return {name: int(self[name].data) for name in CRITERIA}
