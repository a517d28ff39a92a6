"""What is asked of a run, alone on its page or with its course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from intranet.courses.actions import Dates
from intranet.courses.forms.fields import EurosField
from intranet.courses.models import LONGEST_RUN
from intranet.kit.db import db
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    StringField,
    TextAreaField,
    URLField,
    of_this_century,
)
from intranet.kit.webpages import WebAddress
from intranet.places import queries as places
from intranet.places.models import Municipality


class RunFields:
    """What is asked of a run: alone on its page, or with the course for its first one."""

    refuse: Any  # of the form that it is mixed into

    starts_on = DateField("Premier jour", [Optional(), of_this_century])
    ends_on = DateField("Dernier jour", [Optional(), of_this_century])
    is_remote = BooleanField("Cette session se tient à distance")
    commune = StringField("Commune", [Length(max=80)])
    venue = StringField("Adresse de la salle", [Length(max=200)])
    seats = IntegerField(
        "Places",
        [Optional(), NumberRange(min=1, max=10_000, message="Écrivez un nombre de 1 à 10 000.")],
    )

    @property
    def is_announced(self) -> bool:
        """Whether anything was said of a run."""
        said = (self.starts_on, self.ends_on, self.is_remote, self.commune, self.seats, self.venue)
        return any(field.data or field.errors for field in said)

    def dates(self, on: date, *, moved: bool = True) -> Dates | None:
        """The run that was typed; None where it does not hold together, and each field says why.

        `moved`: its days are new, so that they may not be past.
        """
        place = self._municipality()
        before = self._count()
        self._check_days(on, moved=moved)
        if self.is_remote.data and self.commune.data:
            self.refuse(self.commune, "Effacez la commune, ou décochez « à distance ».")
        elif not self.is_remote.data and not self.commune.data:
            self.refuse(self.commune, "Indiquez la commune, ou cochez « à distance ».")
        elif self.commune.data and place is None:
            self.refuse(
                self.commune,
                "Cette commune n’est pas reconnue : écrivez son nom, par exemple « Nancy (54) ».",
            )
        if self._count() > before or before:
            return None
        return Dates(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            municipality=place,
            is_remote=self.is_remote.data,
            seats=self.seats.data,
            venue=self.venue.data or "",
        )

    def _check_days(self, on: date, *, moved: bool) -> None:
        starts, ends = self.starts_on, self.ends_on
        for field, words in ((starts, "premier"), (ends, "dernier")):
            if field.data is None and not field.errors:
                self.refuse(field, f"Indiquez le {words} jour de la session.")
        if starts.errors or ends.errors:
            return
        if moved and starts.data < on:
            self.refuse(starts, "Ce jour est déjà passé.")
        if ends.data < starts.data:
            self.refuse(ends, "Le dernier jour est avant le premier.")
        elif (ends.data - starts.data).days > LONGEST_RUN:
            self.refuse(ends, "Une session dure trois ans au plus : vérifiez les années.")

    def _count(self) -> int:
        fields = (self.starts_on, self.ends_on, self.commune, self.venue, self.seats)
        return sum(len(field.errors) for field in fields)

    def _municipality(self) -> Municipality | None:
        typed = self.commune.data
        if not typed:
            return None
        return db.session.scalars(places.named(typed).limit(1)).first()


class RunForm(RunFields, Form):
    """A further run, or the change of one."""

    label = StringField("Nom de la session", [Length(max=120)])
    price = EurosField("Prix de cette session, en euros")
    remote_url = URLField("Lien de visioconférence", [WebAddress()])
    practical = TextAreaField("Pour venir", [Length(max=2000)])

    def dates(self, on: date, *, moved: bool = True) -> Dates | None:
        found = super().dates(on, moved=moved)
        told = (self.label, self.price, self.remote_url, self.practical)
        if found is None or any(field.errors for field in told):
            return None
        return replace(
            found,
            label=self.label.data or "",
            price_cents=self.price.data,
            remote_url=self.remote_url.data or "",
            practical=self.practical.data or "",
        )


class CancelForm(Form):
    """Why a run is called off."""

    reason = TextAreaField(
        "Motif de l’annulation",
        [Needed("Dites pourquoi la session est annulée."), Length(max=500)],
    )


class PostponeForm(Form):
    """Why a run has no date any more."""

    reason = TextAreaField(
        "Motif du report",
        [Needed("Dites pourquoi la session est reportée."), Length(max=500)],
    )
