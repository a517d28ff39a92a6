"""What a plan leads to, what it must hold in, and whom it is shown to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from intranet.career.actions.plans import Aim, Frame
from intranet.career.actions.plans_sharing import Shown
from intranet.career.models import UNIT_LABELS, Plan, Unit
from intranet.career.queries import Seat
from intranet.competencies.models import JobProfile
from intranet.kit.forms import (
    BooleanField,
    DateField,
    Field,
    Form,
    IntegerField,
    Length,
    Needed,
    NumberRange,
    Optional,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
    choices,
)
from intranet.kit.texts import number
from intranet.openings.models import Opening

MOST = {Unit.DAYS: 200, Unit.EUROS: 100_000}
FARTHEST = timedelta(days=5 * 366)
DURATIONS = {7: "7 jours", 30: "30 jours", 90: "90 jours"}
OPENING, JOB = "offre", "metier"


class FrameForm(Form):
    """Days or euros, how much at most, until when, where."""

    unit = RadioField("Le plan cherche", choices=choices(UNIT_LABELS), default=Unit.DAYS.value)
    budget = IntegerField(
        "Au plus",
        [Optional(), NumberRange(1, message="Donnez un nombre positif, ou laissez vide.")],
    )
    latest_on = DateField("Tout doit être fini le", [Optional()])
    regions = SelectMultipleField("En salle, dans ces régions")
    accepts_remote = BooleanField("Les sessions à distance me conviennent", default=True)

    def offer(self, regions: Mapping[str, str], on: date) -> None:
        self.regions.choices = choices(regions)
        self.on = on

    def validate_budget(self, field: Field) -> None:
        unit = Unit(self.unit.data) if self.unit.data in set(Unit) else Unit.DAYS
        if field.data and field.data > MOST[unit]:
            words = "jours" if unit is Unit.DAYS else "euros"
            raise ValidationError(f"C’est trop : {number(MOST[unit])} {words} au plus.")

    def validate_latest_on(self, field: Field) -> None:
        if field.data and not self.on <= field.data <= self.on + FARTHEST:
            raise ValidationError("Donnez un jour à venir, dans les cinq ans.")

    @property
    def frame(self) -> Frame:
        return Frame(
            unit=Unit(self.unit.data),
            budget=self.budget.data or None,
            latest_on=self.latest_on.data,
            regions=tuple(self.regions.data or ()),
            accepts_remote=bool(self.accepts_remote.data),
        )

    @staticmethod
    def said(plan: Plan) -> dict[str, object]:
        """What a plan says, as the form shows it."""
        return {
            "unit": plan.unit.value,
            "budget": plan.budget,
            "latest_on": plan.latest_on,
            "regions": list(plan.region_codes),
            "accepts_remote": plan.accepts_remote,
        }


class NewPlanForm(FrameForm):
    """Towards a job, or towards the opening that one comes from."""

    asked_last = ("unit", "budget", "latest_on", "accepts_remote", "regions")

    towards = SelectField("Vers", [Needed("Choisissez vers quoi va ce plan.")])

    def offer_aims(self, jobs: Iterable[JobProfile], opening: Opening | None) -> None:
        self.aims = {f"{JOB}:{job.slug}": Aim(job_profile_id=job.id) for job in jobs}
        named = {f"{JOB}:{job.slug}": f"Le métier : {job.title}" for job in jobs}
        if opening:
            key = f"{OPENING}:{opening.id}"
            self.aims[key] = Aim(opening_id=opening.id)
            named = {key: f"L’offre : {opening.title}", **named}
        self.towards.choices = choices(named, first="Choisir")

    @property
    def aim(self) -> Aim:
        return self.aims[self.towards.data]


class ReplaceForm(Form):
    """Another run, of the same course or of another one."""

    run = RadioField("À la place", [Needed("Choisissez une session.")])

    def offer(self, seats: Iterable[Seat]) -> None:
        self.run.choices = choices({seat.id: said_of(seat) for seat in seats})


def said_of(seat: Seat) -> str:
    """« Accueillir une entreprise, du 18 au 19 janvier 2027, Nancy »."""
    return ", ".join(part for part in (seat.course.title, seat.run.dates, seat.run.place) if part)


class SharePlanForm(Form):
    """A new link."""

    label = StringField("Pour qui", [Needed("Dites pour qui est ce lien."), Length(max=120)])
    days = RadioField("Pendant", choices=choices(DURATIONS), default="30")
    shows_scores = BooleanField("Mes scores, aujourd’hui et après chaque formation", default=True)
    shows_prices = BooleanField("Les prix", default=True)

    @property
    def shown(self) -> Shown:
        return Shown(bool(self.shows_scores.data), bool(self.shows_prices.data))
