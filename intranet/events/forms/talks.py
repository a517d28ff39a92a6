"""What is asked of who presents, and of who makes the programme."""

from __future__ import annotations

import re
from datetime import datetime

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from intranet.bookings.models import refused_hour
from intranet.events.actions import TalkTold
from intranet.events.models import REACH_LABELS, Event, MaterialReach, Talk
from intranet.kit.forms import (
    DateField,
    EmailField,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    Row,
    Rows,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
    choices,
    is_address,
    member_of,
)

CODE = re.compile(r"[A-Z]\d+(?:\.\d+)*")
LASTS = NumberRange(min=5, max=480, message="Écrivez une durée de 5 à 480 minutes.")


class SpeakerRow(Row):
    name = StringField("Nom", [Length(max=120)])
    email = EmailField("Adresse électronique", [Optional(), Length(max=254), is_address])

    def validate_name(self, field: StringField) -> None:
        if not (self.is_blank or field.data):
            raise ValidationError("Nommez la personne qui a cette adresse.")


class TalkForm(Form):
    """A presentation."""

    title = StringField("Titre", [Needed("Donnez un titre à l’intervention."), Length(max=200)])
    abstract = TextAreaField("Ce qui sera raconté", [Length(max=3000)])
    minutes = IntegerField("Durée, en minutes", [Needed("Écrivez une durée."), LASTS], default=20)
    speakers = Rows(SpeakerRow, "Qui présente", blank=2, most=8)
    competencies = StringField("Compétences montrées", [Length(max=200)])

    def offer(self) -> None:
        self.speakers.offer_blank()
        for number, entry in enumerate(self.speakers.entries, 1):
            entry.label.text = f"Personne {number}"

    def told(self) -> TalkTold | None:
        """What was typed; None where nobody presents."""
        if not self.speakers.filled:
            self.refuse(self.speakers, "Dites qui présente.")
        if self.errors:
            return None
        return TalkTold(
            title=self.title.data or "",
            abstract=self.abstract.data or "",
            minutes=self.minutes.data,
            speakers=tuple((row.name.data, row.email.data or "") for row in self.speakers.filled),
            competencies=tuple(CODE.findall((self.competencies.data or "").upper())),
        )


class ScheduleForm(Form):
    """When and in which room; moved by form, as by keyboard."""

    lock_version = HiddenField()
    on = DateField("Jour", [Needed("Indiquez le jour.")])
    starts = TimeField("Début", [Needed("Indiquez l’heure de début.")])
    minutes = IntegerField("Durée, en minutes", [Needed("Écrivez une durée."), LASTS])
    track = StringField("Salle ou parcours", [Length(max=80)])

    def moment(self, event: Event) -> datetime | None:
        """When it begins there; None where the day or the hour cannot be, and the field says why."""
        on, last = self.on.data, event.ends_on or event.starts_on
        if event.starts_on is None or last is None or not event.starts_on <= on <= last:
            self.refuse(self.on, "Ce jour n’est pas un de ceux de la rencontre.")
            return None
        starts = datetime.combine(on, self.starts.data)
        if refused := refused_hour(starts, event.tz):
            self.refuse(self.starts, refused)
            return None
        return starts


def scheduled(talk: Talk, event: Event) -> dict[str, object]:
    """What the form of an hour opens with."""
    at = talk.starts_local
    return {
        "lock_version": talk.lock_version,
        "on": at.date() if at else event.starts_on,
        "starts": at.time() if at else None,
        "minutes": talk.minutes,
        "track": talk.track,
    }


class MaterialForm(Form):
    """Slides, with what others may do of them."""

    label = StringField("Ce que c’est", [Needed("Dites ce que c’est."), Length(max=120)])
    licence = StringField("Licence ou conditions", [Length(max=120)])
    reach = SelectField(
        "Qui peut l’ouvrir",
        choices=choices(REACH_LABELS),
        coerce=member_of(MaterialReach),
        default=MaterialReach.NETWORK,
    )
    file = FileField("Fichier", [FileRequired("Choisissez un fichier.")])
