"""What is asked of a half-day: its day, its hours at the place, its room, its trainer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from intranet.bookings.actions import Stretch
from intranet.bookings.hours import overlapped, refused_stretch
from intranet.bookings.models import Slot, hour
from intranet.kit.forms import (
    DateField,
    Form,
    Length,
    Needed,
    Optional,
    SelectField,
    StringField,
    TimeField,
    choices,
)
from intranet.kit.texts import capital, from_to
from intranet.members.models import Member


class WhereForm(Form):
    """What any half-day says beside its hours."""

    asked_last = ("room", "trainer", "label")

    on = DateField("Jour", [Needed("Indiquez le jour.")])
    room = StringField("Salle", [Length(max=120)])
    trainer = SelectField("Formateur", default="")
    label = StringField("Intitulé", [Length(max=120)])

    def offer(self, people: Sequence[Member], leader: str) -> None:
        self.trainer.label.text = capital(leader)
        named = [(str(one.id), one.name) for one in people]
        self.trainer.choices = choices(named, first="Non précisé")

    def _stretch(self, starts: time, ends: time) -> Stretch:
        return Stretch(
            datetime.combine(self.on.data, starts),
            datetime.combine(self.on.data, ends),
            room=self.room.data or "",
            label=self.label.data or "",
            trainer_id=int(self.trainer.data) if self.trainer.data else None,
        )

    def _refused(
        self, stretch: Stretch, field: Any, tz: str, others: Iterable[Slot]
    ) -> Iterator[tuple[Any, str]]:
        if sentence := refused_stretch(stretch.starts_local, stretch.ends_local, tz):
            yield field, sentence
        elif found := overlapped(stretch.starts_local, stretch.ends_local, others):
            hours = f"{hour(found.starts_local)} à {hour(found.ends_local)}"
            yield field, f"Ces heures en recouvrent d’autres : {hours}, le même jour."

    def in_days(self, days: tuple[date, date] | None) -> bool:
        """Whether the day is one of the meeting’s; else it says so."""
        if self.on.errors or self.on.data is None:
            return False
        if days is None:
            self.refuse(self.on, "Fixez d’abord les jours où elle a lieu.")
        elif not days[0] <= self.on.data <= days[1]:
            span = from_to(*days)
            self.refuse(self.on, f"Elle a lieu {span} : changez d’abord ses dates.")
        return not self.on.errors


class DayForm(WhereForm):
    """A day, by its morning and its afternoon."""

    morning_from = TimeField("Matin, début", [Optional()], default=time(9))
    morning_to = TimeField("Matin, fin", [Optional()], default=time(12, 30))
    afternoon_from = TimeField("Après-midi, début", [Optional()], default=time(14))
    afternoon_to = TimeField("Après-midi, fin", [Optional()], default=time(17, 30))

    def stretches(
        self, tz: str, days: tuple[date, date] | None, others: Sequence[Slot]
    ) -> list[Stretch]:
        """The half-days that were typed; none where one cannot be, and each field says why."""
        if not self.in_days(days) or self.errors:
            return []
        found: list[Stretch] = []
        pairs = ((self.morning_from, self.morning_to), (self.afternoon_from, self.afternoon_to))
        for begins, ends in pairs:
            if begins.data is None and ends.data is None:
                continue
            if begins.data is None or ends.data is None:
                self.refuse(begins if begins.data is None else ends, "Indiquez les deux heures, ou aucune.")  # fmt: skip
                continue
            stretch = self._stretch(begins.data, ends.data)
            for field, sentence in self._refused(stretch, begins, tz, others):
                self.refuse(field, sentence)
            if found and overlapped(stretch.starts_local, stretch.ends_local, [_as_slot(found[0])]):
                self.refuse(begins, "L’après-midi commence avant la fin du matin.")
            found.append(stretch)
        if not found and not self.errors:
            self.refuse(self.morning_from, "Indiquez les heures du matin, de l’après-midi, ou des deux.")  # fmt: skip
        return [] if self.errors else found


class SlotForm(WhereForm):
    """One half-day, as it is."""

    starts = TimeField("Début", [Needed("Indiquez l’heure de début.")])
    ends = TimeField("Fin", [Needed("Indiquez l’heure de fin.")])

    def stretch(
        self, tz: str, days: tuple[date, date] | None, others: Iterable[Slot]
    ) -> Stretch | None:
        """What was typed; None where it cannot be, and each field says why."""
        if not self.in_days(days) or self.errors:
            return None
        stretch = self._stretch(self.starts.data, self.ends.data)
        for field, sentence in self._refused(stretch, self.starts, tz, others):
            self.refuse(field, sentence)
        return None if self.errors else stretch


class ReasonForm(Form):
    """Why, for all those whom it concerns."""

    reason = StringField("Motif", [Needed("Dites pourquoi : chacun le lira."), Length(max=500)])


def _as_slot(stretch: Stretch) -> Slot:
    return Slot(starts_local=stretch.starts_local, ends_local=stretch.ends_local)
