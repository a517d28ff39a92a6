"""Whom one shows one’s levels to, what of them, and how long; and erasing it all."""

from __future__ import annotations

from collections.abc import Iterable

from intranet.competencies.actions import Scope
from intranet.competencies.models import JobProfile
from intranet.kit.forms import (
    BooleanField,
    Field,
    Form,
    Length,
    Needed,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
    choices,
)

DURATIONS = {7: "7 jours", 30: "30 jours", 90: "90 jours"}


class ShareForm(Form):
    """A new link."""

    label = StringField("Pour qui", [Needed("Dites pour qui est ce lien."), Length(max=120)])
    days = RadioField("Pendant", choices=choices(DURATIONS), default="30")
    shows_declared = BooleanField("Les niveaux que je déclare", default=True)
    shows_attested = BooleanField("Les niveaux que d’autres attestent", default=True)
    job = SelectField("Compétences montrées")

    def __init__(self, jobs: Iterable[JobProfile]) -> None:
        super().__init__()
        self.ids = {job.slug: job.id for job in jobs}
        self.job.choices = [
            SelectChoice("", "Toutes celles qui ont un niveau"),
            *(SelectChoice(job.slug, f"Celles du métier : {job.title}") for job in jobs),
        ]

    def validate_shows_attested(self, field: Field) -> None:
        if not (field.data or self.shows_declared.data):
            raise ValidationError("Montrez au moins l’un des deux : déclarés ou attestés.")

    @property
    def scope(self) -> Scope:
        return Scope(
            self.shows_declared.data,
            self.shows_attested.data,
            self.ids.get(self.job.data or ""),
        )


class EraseForm(Form):
    sure = BooleanField(
        "J’efface mes niveaux, mes preuves et mes partages pour de bon",
        validators=[Needed("Cochez la case pour confirmer.")],
    )
