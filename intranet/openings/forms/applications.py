"""What is asked of candidates, and of whoever answers them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any

from wtforms import FileField, HiddenField

from intranet.kit.clock import PARIS, now, today
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    Length,
    Needed,
    Optional,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
    choices,
    member_of,
)
from intranet.openings.actions import Answer, Said
from intranet.openings.forms.fields import of_our_time
from intranet.openings.models import (
    FILE_LABELS,
    REFUSAL_LABELS,
    ROUTE_LABELS,
    ApplicationFile,
    FileKind,
    Opening,
    RefusalReason,
    Route,
)
from intranet.openings.policy import Step

MOST_DOCUMENTS = 2
ANSWERS = ("answer_1", "answer_2", "answer_3")
SAID_BY_PEOPLE = {
    reason: label for reason, label in REFUSAL_LABELS.items() if reason is not RefusalReason.SILENCE
}
DOCUMENT_LABELS = {kind: label for kind, label in FILE_LABELS.items() if kind is not FileKind.CV}


class ApplicationForm(Form):
    """An application: all may be missing in a draft; what is sent is asked for in full."""

    begun = HiddenField()
    message = TextAreaField("Votre message à l’employeur", [Length(max=4000)])
    route = SelectField("Par quelle modalité", coerce=member_of(Route))
    available_on = DateField("Disponible à partir du", [Optional(), of_our_time])
    answer_1 = TextAreaField("Première question", [Length(max=1500)])
    answer_2 = TextAreaField("Deuxième question", [Length(max=1500)])
    answer_3 = TextAreaField("Troisième question", [Length(max=1500)])
    shares_profile = BooleanField("Joindre mes niveaux sur les compétences demandées")
    accepts_course_advice = BooleanField(
        "En cas de refus, me montrer une formation qui comble l’écart"
    )
    cv = FileField("CV")
    first_kind = SelectField(
        "Nature du premier", choices=choices(DOCUMENT_LABELS), coerce=member_of(FileKind)
    )  # fmt: skip
    first = FileField("Premier document")
    second_kind = SelectField(
        "Nature du second", choices=choices(DOCUMENT_LABELS), coerce=member_of(FileKind)
    )  # fmt: skip
    second = FileField("Second document")
    without = SelectMultipleField("Fichiers à retirer", coerce=int)

    def __init__(self, opening: Opening, held: Iterable[ApplicationFile], **given: Any) -> None:
        super().__init__(**given)
        self.opening, self.held = opening, list(held)
        labels = {route: ROUTE_LABELS[route] for route in opening.routes}
        self.route.choices = choices(labels, first="À choisir")
        self.without.choices = choices({each.id: each.name for each in self.held})
        for name, question in zip_longest(ANSWERS, opening.questions[: len(ANSWERS)]):
            if question:
                self[name].label.text = question
            else:
                del self[name]

    def validate_second(self, field: FileField) -> None:
        kept = [each for each in self.held if each.kind is not FileKind.CV]
        kept = [each for each in kept if each.id not in (self.without.data or [])]
        if len(kept) + is_sent(self.first) + is_sent(field) > MOST_DOCUMENTS:
            raise ValidationError("Deux documents au plus, outre le CV : retirez-en un.")

    @property
    def answers(self) -> list[TextAreaField]:
        """What is answered to each question that the opening asks."""
        return [self[name] for name in ANSWERS if name in self]

    def complain_of_lacks(self) -> None:
        """What must be said before it is sent."""
        for field in self.answers:
            if not field.data:
                self.refuse(field, "L’employeur attend une réponse à cette question.")
        if not self.message.data:
            self.refuse(self.message, "Dites à l’employeur pourquoi ce poste vous intéresse.")
        if self.route.data is None:
            self.refuse(self.route, "Choisissez la modalité qui convient à votre statut.")
        has_cv = is_sent(self.cv) or any(
            each.kind is FileKind.CV and each.id not in (self.without.data or [])
            for each in self.held
        )
        if self.opening.is_cv_required and not has_cv:
            self.refuse(self.cv, "L’employeur demande un CV : joignez-le en PDF.")

    @property
    def sent(self) -> list[tuple[FileKind, FileField]]:
        """The files that came with it, each with what it is."""
        offered = (
            (FileKind.CV, self.cv),
            (self.first_kind.data or FileKind.OTHER, self.first),
            (self.second_kind.data or FileKind.OTHER, self.second),
        )
        return [(kind, field) for kind, field in offered if is_sent(field)]

    def said(self) -> Said:
        return Said(
            message=self.message.data or "",
            route=self.route.data,
            available_on=self.available_on.data,
            answers=tuple(field.data or "" for field in self.answers),
            shares_profile=bool(self.shares_profile.data),
            accepts_course_advice=bool(self.accepts_course_advice.data),
        )


def is_sent(field: FileField) -> bool:
    return bool(getattr(field.data, "filename", ""))


class ReplacementForm(Form):
    """Another file, in the place of one that was removed."""

    file = FileField("Le nouveau fichier, en PDF")

    def validate_file(self, field: FileField) -> None:
        if not is_sent(field):
            raise ValidationError("Choisissez un fichier.")


class StepForm(Form):
    """A word that goes with a step; it is sent to the candidate."""

    message = TextAreaField("Votre message à la personne", [Length(max=4000)])

    def answer(self) -> Answer:
        return Answer(message=self.message.data or "")


class InterviewForm(StepForm):
    """When, and where."""

    on = DateField("Jour de l’entretien", [Needed("Choisissez le jour."), of_our_time])
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
        "Réponse promise pour le", [Needed("Promettez une date de réponse."), of_our_time]
    )

    def validate_promised_on(self, field: DateField) -> None:
        if isinstance(field.data, date) and field.data <= today():
            raise ValidationError("Promettez une date à venir.")

    def answer(self) -> Answer:
        return Answer(message=self.message.data or "", promised_on=self.promised_on.data)


class RefusalForm(StepForm):
    """Why, and whether the person reads it."""

    reason = RadioField(
        "Motif",
        [Needed("Choisissez un motif.")],
        coerce=member_of(RefusalReason),
        choices=choices(SAID_BY_PEOPLE),
    )
    shares_reason = BooleanField("Dire ce motif à la personne", default=True)

    def answer(self) -> Answer:
        return Answer(
            message=self.message.data or "",
            reason=self.reason.data,
            shares_reason=bool(self.shares_reason.data),
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
