"""What is asked of whoever answers a candidate, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from intranet.kit.clock import PARIS, now, today
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    Length,
    Needed,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
    choices,
    member_of,
    of_this_century,
)
from intranet.openings.actions import Answer
from intranet.openings.models import REFUSAL_LABELS, RefusalReason
from intranet.openings.policy import Step

SAID_BY_PEOPLE = {
    reason: label for reason, label in REFUSAL_LABELS.items() if reason is not RefusalReason.SILENCE
}


class StepForm(Form):
    """A word that goes with a step; it is sent to the candidate."""

    asked_last = ("message",)

    message = TextAreaField("Votre message à la personne", [Length(max=4000)])

    def answer(self) -> Answer:
        return Answer(message=self.message.data or "")


class InterviewForm(StepForm):
    """When, and where."""

    on = DateField("Jour de l’entretien", [Needed("Choisissez le jour."), of_this_century])
    at = TimeField("Heure (heure de Paris)", [Needed("Donnez l’heure.")])
    place = StringField(
        "Lieu, ou adresse de la visioconférence",
        [Needed("Dites où il a lieu."), Length(max=300)],
    )

    @property
    def instant(self) -> datetime | None:
        on, at = self.on.data, self.at.data
        return datetime.combine(on, at, PARIS) if isinstance(at, time) and on else None

    def validate_on(self, field: DateField) -> None:
        if self.instant and self.instant <= now():
            raise ValidationError("Cette date est passée : choisissez-en une à venir.")

    def answer(self) -> Answer:
        return Answer(
            message=self.message.data or "",
            interview_at=self.instant,
            interview_place=self.place.data or "",
        )


class HoldForm(StepForm):
    """By when an answer is promised, and why it waits."""

    message = TextAreaField(
        "Votre message à la personne", [Needed("Dites pourquoi elle attend."), Length(max=4000)]
    )
    promised_on = DateField(
        "Réponse promise pour le", [Needed("Promettez une date de réponse."), of_this_century]
    )

    def validate_promised_on(self, field: DateField) -> None:
        if isinstance(field.data, date) and field.data <= today():
            raise ValidationError("Promettez une date à venir.")

    def answer(self) -> Answer:
        return Answer(message=self.message.data or "", promised_on=self.promised_on.data)


class RefusalForm(StepForm):
    """Why, whether the person reads it, and what would close the gap."""

    reason = RadioField(
        "Motif",
        [Needed("Choisissez un motif.")],
        coerce=member_of(RefusalReason),
        choices=choices(SAID_BY_PEOPLE),
    )
    shares_reason = BooleanField("Dire ce motif à la personne", default=True)
    to_strengthen = SelectMultipleField("Compétences à renforcer", coerce=int, choices=[])

    def offer(self, titles: Mapping[int, str]) -> None:
        """What may be named, of what the opening asks for; nothing where several are refused."""
        self.titles = titles
        self.to_strengthen.choices = choices(titles)

    def validate_to_strengthen(self, field: SelectMultipleField) -> None:
        told = self.reason.data is RefusalReason.COMPETENCIES and self.shares_reason.data
        if field.data and not told:
            raise ValidationError(
                "Dites le motif « Des compétences à renforcer » à la personne, ou décochez-les."
            )

    def answer(self) -> Answer:
        return Answer(
            message=self.message.data or "",
            reason=self.reason.data,
            shares_reason=bool(self.shares_reason.data),
            to_strengthen={each: self.titles[each] for each in self.to_strengthen.data or []},
        )


class AgreementForm(StepForm):
    """How the person said yes."""

    message = TextAreaField(
        "Quand et comment elle vous l’a dit",
        [Needed("Dites quand et comment elle a accepté : elle le lira."), Length(max=4000)],
    )


class TakingBackForm(StepForm):
    """Why a refusal, or a hire, is taken back."""

    message = TextAreaField(
        "Votre message à la personne",
        [Needed("Dites-lui pourquoi vous revenez sur votre décision."), Length(max=4000)],
    )


STEP_FORMS: dict[Step, type[StepForm]] = {
    Step.TAKE_UP: StepForm,
    Step.SHORTLIST: StepForm,
    Step.MEET: InterviewForm,
    Step.HOLD: HoldForm,
    Step.OFFER: StepForm,
    Step.ACCEPT: AgreementForm,
    Step.REFUSE: RefusalForm,
    Step.TAKE_BACK: TakingBackForm,
}
