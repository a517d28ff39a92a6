"""What a mentor says of their time, what is asked of them, what it brought."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from intranet.career.models import FEWEST_AT_ONCE, HELP_LABELS, MOST_AT_ONCE, Help
from intranet.competencies.queries import Step
from intranet.kit.forms import (
    BooleanField,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    choices,
    member_of,
    whole_or_none,
)


class ConditionsForm(Form):
    """How many people at once, and in what spirit."""

    capacity = IntegerField(
        "Personnes accompagnées à la fois",
        [
            Needed("Dites combien de personnes vous pouvez accompagner à la fois."),
            NumberRange(FEWEST_AT_ONCE, MOST_AT_ONCE, "De %(min)d à %(max)d personnes à la fois."),
        ],
    )
    words = StringField("En quelques mots", [Length(max=500)])
    paused = BooleanField("Faire une pause : ne plus recevoir de demande pour l’instant")


class AskForm(Form):
    """Up to which level, and why."""

    level = RadioField(
        "Niveau que je veux atteindre",
        [Needed("Choisissez le niveau que vous voulez atteindre.")],
        coerce=whole_or_none,
    )
    message = TextAreaField(
        "Votre message",
        [Needed("Dites ce que vous voulez apprendre, et pour quoi faire."), Length(max=2000)],
    )

    def offer(self, steps: Iterable[Step]) -> None:
        self.level.choices = choices(
            {step.value: f"Niveau {step.value}, {step.label.lower()}" for step in steps}
        )


class ReplyForm(Form):
    """The answer: the button says which."""

    reply = TextAreaField("Votre réponse à la personne", [Length(max=2000)])


class EndForm(Form):
    """Whether it helped, in a few words; and where one stands now, if one wants to say it."""

    helped = RadioField(
        "Cet accompagnement vous a-t-il aidé ?",
        [Needed("Dites si cela vous a aidé.")],
        choices=choices(HELP_LABELS),
        coerce=member_of(Help),
    )
    words = TextAreaField("Quelques mots", [Length(max=2000)])
    level = SelectField("Mon niveau maintenant", coerce=whole_or_none, default=None)

    def offer(self, steps: Iterable[Step], **_: Any) -> None:
        self.level.choices = choices(
            {step.value: f"Niveau {step.value}, {step.label.lower()}" for step in steps},
            first="Ne rien changer à mon niveau",
        )
