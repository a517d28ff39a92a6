"""What is asked of whoever holds a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from wtforms import HiddenField

from intranet.bookings.models import refused_hour, time_zone_of
from intranet.events.actions import Hours, Told
from intranet.events.forms.organizers import known_organization
from intranet.events.models import ACCESS_LABELS, Event
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
    Row,
    Rows,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
    choices,
    of_this_century,
)
from intranet.kit.webpages import WebAddress
from intranet.organizations.models import Organization
from intranet.places import queries as places
from intranet.places.models import Municipality, Region
from intranet.places.shapes import region_names, regions_to_choose

LONGEST = 31  # days
MOST_SEATS = 100_000


def seats_field(label: str) -> IntegerField:
    return IntegerField(
        label,
        [Optional(), NumberRange(min=1, max=MOST_SEATS, message="Écrivez un nombre de places.")],
    )


class SlotRow(Row):
    """One stretch, at the hours of the place."""

    on = DateField("Jour", [Optional(), of_this_century])
    starts = TimeField("Début", [Optional()])
    ends = TimeField("Fin", [Optional()])
    label = StringField("Intitulé", [Length(max=120)])
    room = StringField("Salle", [Length(max=80)])


class OrganizerRow(Row):
    name = StringField("Structure", [Length(max=160)])


class EventForm(Form):
    """A meeting, whole."""

    lock_version = HiddenField()
    title = StringField("Titre", [Needed("Donnez un titre à la rencontre."), Length(max=160)])
    summary = TextAreaField("Présentation", [Length(max=5000)])
    organizers = Rows(OrganizerRow, "Organisateurs", blank=2, most=12)
    starts_on = DateField("Premier jour", [Optional(), of_this_century])
    ends_on = DateField("Dernier jour", [Optional(), of_this_century])
    hours = Rows(SlotRow, "Horaires", blank=2, most=30)
    is_remote = BooleanField("La rencontre se tient à distance")
    commune = StringField("Commune", [Length(max=80)])
    place = StringField("Lieu", [Length(max=160)])
    region = SelectField(
        "Région concernée", choices=choices(regions_to_choose(), first="Tout le pays")
    )
    remote_url = URLField("Lien de visioconférence", [WebAddress()])
    access_features = SelectMultipleField("Accessibilité", choices=choices(ACCESS_LABELS))
    access_contact = StringField("Contact pour l’accessibilité", [Length(max=200)])
    takes_registrations = BooleanField("On s’inscrit ici")
    registration_url = URLField("On s’inscrit ailleurs, à cette adresse", [WebAddress()])
    practical = TextAreaField("Pour venir", [Length(max=2000)])

    def offer(self) -> None:
        for rows in (self.hours, self.organizers):
            rows.offer_blank()
        for number, entry in enumerate(self.hours.entries, 1):
            entry.label.text = f"Horaire {number}"
        for number, entry in enumerate(self.organizers.entries, 1):
            entry.label.text = f"Organisateur {number}"

    def told(self) -> Told | None:
        """What was typed; None where it does not hold together, and each field says why."""
        before = self._count()
        place, region = self._place()
        hours = self._hours(
            time_zone_of(region.code if region else None, place.code if place else None)
        )
        starts, ends = self._days(hours)
        if self.takes_registrations.data and self.registration_url.data:
            self.refuse(self.registration_url, "On s’inscrit ici, ou ailleurs : choisissez.")
        if self.takes_registrations.data and starts is None and not self.starts_on.errors:
            self.refuse(self.starts_on, "On ne s’inscrit qu’à une rencontre qui a une date.")
        self._check_seats(ends)
        if not self.organizers.filled:
            self.refuse(self.organizers, "Dites qui organise la rencontre.")
        if self._count() > before or before:
            return None
        return Told(
            title=self.title.data or "",
            summary=self.summary.data or "",
            starts_on=starts,
            ends_on=ends if ends != starts else None,
            hours=hours,
            municipality=place,
            place=self.place.data or "",
            is_remote=self.is_remote.data,
            remote_url=self.remote_url.data or "",
            region=region,
            organizers=self._organizers(),
            takes_registrations=self.takes_registrations.data,
            registration_url=self.registration_url.data or "",
            practical=self.practical.data or "",
            access_features=list(self.access_features.data or []),
            access_contact=self.access_contact.data or "",
        )

    def _check_seats(self, ends: date | None) -> None:
        """The seats of a meeting that has some are on their own page."""

    def _count(self) -> int:
        return sum(1 for field in self if field.errors and any(field.errors))

    def _place(self) -> tuple[Municipality | None, Region | None]:
        typed, region = self.commune.data, None
        if self.region.data in region_names():
            region = db.session.get(Region, self.region.data)
        if self.is_remote.data:
            if typed:
                self.refuse(self.commune, "Effacez la commune, ou décochez « à distance ».")
            return None, region
        if not typed:
            if not self.place.data:
                self.refuse(self.commune, "Indiquez la commune, ou cochez « à distance ».")
            return None, region
        found = db.session.scalars(places.named(typed).limit(1)).first()
        if found is None:
            self.refuse(
                self.commune,
                "Cette commune n’est pas reconnue : écrivez son nom, par exemple « Nancy (54) ».",
            )
            return None, region
        return found, db.session.get(Region, found.region_code)

    def _days(self, hours: Sequence[Hours]) -> tuple[date | None, date | None]:
        starts, ends = self.starts_on.data, self.ends_on.data
        if self.starts_on.errors or self.ends_on.errors:
            return None, None
        if starts is None and hours:
            starts = min(each.starts for each in hours).date()
        if starts is None:
            if ends:
                self.refuse(self.starts_on, "Indiquez aussi le premier jour.")
            return None, None
        last = max((each.ends for each in hours), default=datetime.combine(starts, time.min)).date()
        ends = ends or max(starts, last)
        if ends < starts:
            self.refuse(self.ends_on, "Le dernier jour est avant le premier.")
        elif (ends - starts).days > LONGEST:
            self.refuse(self.ends_on, "Une rencontre dure un mois au plus : vérifiez les dates.")
        elif any(not starts <= each.starts.date() <= each.ends.date() <= ends for each in hours):
            self._refuse_hours("Un horaire sort des jours de la rencontre.")
        return starts, ends

    def _hours(self, tz: str) -> list[Hours]:
        """The slots that hold together; the others say why, where they are."""
        found: list[Hours] = []
        for row in self.hours.filled:
            if any(field.errors for field in row):
                continue
            on, starts, ends = row.on.data or self.starts_on.data, row.starts.data, row.ends.data
            asked = ((on, row.on, "le jour"), (starts, row.starts, "l’heure de début"), (ends, row.ends, "l’heure de fin"))  # fmt: skip
            for value, field, words in asked:
                if value is None:
                    field.errors = [*field.errors, f"Indiquez {words}."]
            if on is None or starts is None or ends is None:
                self._refuse_hours("Un horaire a un jour, un début et une fin.")
                continue
            begins, stops = datetime.combine(on, starts), datetime.combine(on, ends)
            refused = refused_hour(begins, tz) or refused_hour(stops, tz)
            if stops <= begins:
                refused = "La fin est avant le début."
            elif any(each.starts == begins for each in found):
                refused = "Deux horaires commencent au même moment."
            if refused:
                self._refuse_hours(refused)
                continue
            found.append(Hours(begins, stops, row.label.data or "", row.room.data or ""))
        return found

    def _refuse_hours(self, sentence: str) -> None:
        """The first thing that is wrong with them; one sentence a time."""
        if not any(isinstance(error, str) for error in self.hours.errors):
            self.refuse(self.hours, sentence)

    def _organizers(self) -> list[tuple[str, Organization | None]]:
        """Each once, in the order typed, with its page where its whole name is known."""
        names = dict.fromkeys(row.name.data for row in self.organizers.filled)
        return [(name, known_organization(name)) for name in names]


class ProposalForm(EventForm):
    """A meeting that has no seats yet: how many there will be is asked with the rest."""

    asked_last = ("registration_url", "practical")

    capacity = seats_field("Places dans la salle")
    remote_capacity = seats_field("Places à distance, comptées à part")
    closes_on = DateField("Dernier jour pour s’inscrire", [Optional(), of_this_century])
    asks_approval = BooleanField("Chaque inscription attend votre accord")

    def told(self) -> Told | None:
        """As the meeting is told, with its seats."""
        told = super().told()
        return told and replace(
            told,
            capacity=self.capacity.data,
            remote_capacity=self.remote_capacity.data,
            asks_approval=self.asks_approval.data,
            closes_on=self.closes_on.data,
        )

    def _check_seats(self, ends: date | None) -> None:
        if self.closes_on.data and ends and self.closes_on.data > ends:
            self.refuse(self.closes_on, "Ce jour vient après la rencontre.")


def as_typed(event: Event) -> dict[str, Any]:
    """A meeting as its form shows it."""
    bookable = event.bookable
    return {
        "lock_version": event.lock_version,
        "title": event.title,
        "summary": event.summary,
        "starts_on": event.starts_on,
        "ends_on": event.ends_on,
        "hours": [
            {
                "on": slot.starts_local.date(),
                "starts": slot.starts_local.time(),
                "ends": slot.ends_local.time(),
                "label": slot.label,
                "room": slot.room,
            }
            for slot in (bookable.slots if bookable else [])
        ],
        "is_remote": event.is_remote,
        "commune": event.municipality.label if event.municipality else "",
        "place": event.place,
        "region": next(iter(event.region_codes), ""),
        "organizers": [{"name": organizer.name} for organizer in event.organizers],
        "takes_registrations": event.takes_registrations,
        "registration_url": event.registration_url,
        "access_features": event.access_features,
        "access_contact": event.access_contact,
    } | (
        {
            "remote_url": bookable.remote_url,
            "practical": bookable.practical,
        }
        if bookable
        else {}
    )
