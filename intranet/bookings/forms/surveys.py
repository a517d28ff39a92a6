"""What surveys ask, and what is said of what went wrong."""

from __future__ import annotations

from typing import Any

from intranet.bookings.models import SurveyKind
from intranet.bookings.surveys import NOTES, QUESTIONS
from intranet.kit.forms import (
    Form,
    Length,
    Needed,
    Optional,
    RadioField,
    TextAreaField,
    choices,
    whole_or_none,
)


class SurveyForm(Form):
    """One note that counts, those of each question, and words."""

    satisfaction = RadioField(
        "Dans l’ensemble, êtes-vous satisfait ?",
        [Needed("Donnez une note d’ensemble.")],
        choices=choices(NOTES),
        coerce=whole_or_none,
    )
    comment = TextAreaField(
        "Un mot de plus",
        [Length(max=2000)],
        description="Ne vous nommez pas : ce texte sera lu par l’organisateur.",
    )
    asked: tuple[str, ...] = ()

    @property
    def notes(self) -> dict[str, int]:
        return {name: self[name].data for name in self.asked if self[name].data}

    def questions(self) -> list[Any]:
        return [self[name] for name in self.asked]


def survey_form(kind: SurveyKind) -> SurveyForm:
    """With the questions of this survey."""
    fields: dict[str, Any] = {
        name: RadioField(
            words, choices=choices(NOTES), coerce=whole_or_none, validators=[Optional()]
        )
        for name, words in QUESTIONS[kind].items()
    }
    fields["asked"] = tuple(QUESTIONS[kind])
    made: type[SurveyForm] = type("Asking", (SurveyForm,), fields)
    return made()


class DifficultyForm(Form):
    """What went wrong."""

    text = TextAreaField(
        "Que s’est-il passé ?",
        [Needed("Dites ce qui s’est passé."), Length(max=3000)],
    )


class AnswerForm(Form):
    """What is answered, and what was changed after it."""

    answer = TextAreaField(
        "Réponse à la personne",
        [Needed("Écrivez une réponse : la personne la lira."), Length(max=3000)],
    )
    improvement = TextAreaField("Ce que vous avez changé depuis", [Length(max=2000)])
