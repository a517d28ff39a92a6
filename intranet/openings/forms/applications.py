"""What is asked of candidates."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from wtforms import FileField, HiddenField

from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    Length,
    Optional,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    choices,
    member_of,
    of_this_century,
)
from intranet.openings.actions import Said
from intranet.openings.models import (
    FILE_LABELS,
    ROUTE_LABELS,
    ApplicationFile,
    FileKind,
    Opening,
    Route,
)

MOST_DOCUMENTS = 2
ANSWERS = ("answer_1", "answer_2", "answer_3")
DOCUMENT_LABELS = {kind: label for kind, label in FILE_LABELS.items() if kind is not FileKind.CV}


class ApplicationForm(Form):
    """An application: all may be missing in a draft; what is sent is asked for in full."""

    waits = 0  # seconds, where it is one too many today
    begun = HiddenField()
    message = TextAreaField("Votre message à l’employeur", [Length(max=4000)])
    route = SelectField("Par quelle modalité", coerce=member_of(Route))
    available_on = DateField("Disponible à partir du", [Optional(), of_this_century])
    notice = StringField("Préavis", [Length(max=200)])
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
            notice=self.notice.data or "",
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
