"""What is looked for, offered, asked, answered and told of an immersion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from intranet.competencies.queries import Catalogue
from intranet.kit.clock import today
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
    RadioField,
    Row,
    Rows,
    SearchForm,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    choices,
    whole_or_none,
)
from intranet.kit.texts import clean, day, from_to, plural
from intranet.openings.actions.immersions import Days, Offer
from intranet.openings.forms.search import (
    LEVELS,
    NoSuchCommune,
    around_named,
    competency_choices,
)
from intranet.openings.models import Immersion, ImmersionRequest, ImmersionSlot
from intranet.openings.queries import RADII, USUAL_RADIUS
from intranet.openings.queries.immersions import ImmersionSearch
from intranet.places.models import Municipality
from intranet.places.queries import named
from intranet.places.shapes import departments_to_choose, regions_to_choose

FARTHEST = timedelta(days=550)
DAYS = {1: "1 jour"} | {count: f"{count} jours" for count in range(2, 6)}
FOR_ME, SOONEST = "pour-moi", "date"


class ImmersionFilters(SearchForm):
    """The filters of the list of immersions."""

    competence = SelectField("Ce que je veux apprendre", default="")
    niveau = SelectField(
        "Jusqu’au niveau", coerce=whole_or_none, choices=choices(LEVELS, first="Tous les niveaux")
    )
    commune = StringField("Autour d’une commune")
    rayon = SelectField(
        "Dans un rayon de",
        coerce=int,
        default=USUAL_RADIUS,
        choices=choices((str(km), f"{km} km") for km in RADII),
    )
    region = SelectField("Région", default="")
    departement = SelectField("Département", default="")
    tri = SelectField(
        "Tri", default="", choices=choices({FOR_ME: "pour moi", SOONEST: "date"}, first="")
    )

    def __init__(self, asked: Mapping[str, Any], catalogue: Catalogue | None) -> None:
        super().__init__(asked)
        self.catalogue = catalogue
        self.competence.choices = competency_choices(catalogue, "Toutes les compétences")
        self.region.choices = choices(regions_to_choose(), first="Toutes les régions")
        self.departement.choices = choices(departments_to_choose(), first="Tous les départements")

    def read(self, *, knows_levels: bool) -> tuple[ImmersionSearch, list[str]]:
        """What is looked for, and a notice for each filter that means nothing here."""
        notices, around = self.heed(), None
        if self.commune.data:
            try:
                around = around_named(self.commune.data)
                self.commune.data = around.label
            except NoSuchCommune:
                told = clean(self.commune.data)[:60]
                notices.append(f"Filtre ignoré : la commune « {told} » est inconnue.")
                self.commune.data = ""
        item = self.catalogue.by_code.get(self.competence.data) if self.catalogue else None
        return ImmersionSearch(
            around=around,
            radius=self.rayon.data or USUAL_RADIUS,
            region=self.region.data or None,
            department=self.departement.data or None,
            competency_id=item.competency_id if item else None,
            level=self.niveau.data if item else None,
            for_me=knows_levels and self.tri.data != SOONEST,
        ), notices

    @property
    def active(self) -> int:
        """How many filters narrow the list."""
        names = (self.competence, self.commune, self.region, self.departement)
        return sum(bool(field.data) for field in names)


class SkillRow(Row):
    """An item that one may work on there, and up to which level."""

    code = SelectField("Compétence", default="")
    level = SelectField("Jusqu’au niveau", coerce=whole_or_none, default=None)

    def validate_code(self, field: SelectField) -> None:
        if not (self.is_blank or field.data):
            raise ValidationError("Choisissez la compétence de cette ligne.")

    def validate_level(self, field: SelectField) -> None:
        if self.code.data and field.data is None:
            raise ValidationError("Choisissez le niveau que l’on peut y travailler.")


class SlotRow(Row):
    """Some days in a row, and how many people may come."""

    starts_on = DateField("Premier jour", [Optional()])
    days = SelectField("Durée", coerce=int, default=2, choices=choices(DAYS))
    places = IntegerField("Places", [Optional(), NumberRange(1, 20)], default=1)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not (self.is_blank or self.starts_on.data or self.starts_on.errors):
            self.starts_on.errors = ["Choisissez le premier jour, ou effacez aussi les places."]
            return False
        return sound

    def validate_starts_on(self, field: DateField) -> None:
        if field.data and not today() < field.data <= today() + FARTHEST:
            raise ValidationError("Choisissez un jour à venir, d’ici dix-huit mois.")


class ImmersionForm(Form):
    """An immersion that an organization offers."""

    title = StringField(
        "Intitulé", [Needed("Donnez un intitulé : c’est ce qu’on lit en premier."), Length(max=100)]
    )
    commune = StringField("Commune", [Needed("Dites dans quelle commune."), Length(max=80)])
    about = TextAreaField(
        "Ce que l’on y fera",
        [Needed("Décrivez ces journées en quelques lignes."), Length(max=4000)],
    )
    conditions = TextAreaField("Conditions", [Length(max=2000)])
    skills = Rows(SkillRow, "Ce que l’on peut y apprendre", blank=2, most=6)
    slots = Rows(SlotRow, "Créneaux", blank=2, most=12)

    town: Municipality | None = None

    def __init__(self, catalogue: Catalogue, **given: Any) -> None:
        super().__init__(**given)
        self.catalogue = catalogue
        for rows in (self.skills, self.slots):
            rows.offer_blank()
        levels = {step.value: f"{step.value} – {step.label}" for step in catalogue.scale[1:]}
        for entry in self.skills.entries:
            entry.form.code.choices = competency_choices(catalogue, "Choisir une compétence")
            entry.form.level.choices = choices(levels, first="Niveau")

    def validate_commune(self, field: StringField) -> None:
        self.town = db.session.scalars(named(field.data).limit(1)).first()
        if self.town is None:
            raise ValidationError(
                "Commune inconnue : écrivez son nom et son département, « Nancy (54) »."
            )
        field.data = self.town.label

    def validate_skills(self, field: Rows) -> None:
        codes = [row.code.data for row in field.filled if row.code.data]
        if not codes and not field.errors:
            raise ValidationError("Dites au moins une compétence que l’on peut y travailler.")
        if len(set(codes)) < len(codes):
            raise ValidationError("Cette compétence est dite deux fois.")

    def validate_slots(self, field: Rows) -> None:
        days = [row.starts_on.data for row in field.filled if row.starts_on.data]
        if not days and not field.errors:
            raise ValidationError("Proposez au moins un créneau.")
        if len(set(days)) < len(days):
            raise ValidationError("Deux créneaux commencent le même jour : regroupez-les.")

    def offer(self) -> Offer:
        """What was written, once it has been validated."""
        assert self.town
        return Offer(
            title=self.title.data or "",
            town=self.town,
            about=self.about.data or "",
            conditions=self.conditions.data or "",
            skills=[
                (self.catalogue.by_code[row.code.data].competency_id, row.level.data)
                for row in self.skills.filled
            ],
            slots=[
                Days(row.starts_on.data, row.days.data, row.places.data or 1)
                for row in self.slots.filled
            ],
        )


def said_of(immersion: Immersion, catalogue: Catalogue, on: date) -> dict[str, Any]:
    """What the form shows of one that is offered; what is past stays as it was."""
    return {
        "title": immersion.title,
        "commune": immersion.municipality.label,
        "about": immersion.about,
        "conditions": immersion.conditions,
        "skills": [
            {"code": catalogue.items[skill.competency_id].code, "level": skill.level}
            for skill in immersion.skills
            if skill.competency_id in catalogue.items
        ],
        "slots": [
            {"starts_on": slot.starts_on, "days": slot.days, "places": slot.places}
            for slot in immersion.slots
            if slot.starts_on > on and slot.places
        ],
    }


class AskForm(Form):
    """Which days, and why."""

    slot = RadioField("Quel créneau", [Needed("Choisissez un créneau.")], coerce=whole_or_none)
    message = TextAreaField(
        "Votre message",
        [Needed("Dites ce que vous aimeriez apprendre, et d’où vous venez."), Length(max=2000)],
    )

    def __init__(self, slots: Iterable[ImmersionSlot], **given: Any) -> None:
        super().__init__(**given)
        self.slot.choices = choices((str(slot.id), words_of(slot)) for slot in slots)


class ReplyForm(Form):
    """The answer: the button says which."""

    reply = TextAreaField("Votre réponse à la personne", [Length(max=2000)])


class CallOffForm(Form):
    """Days that were accepted will not take place, or end before their time: either side says why."""

    begun = RadioField("Ces journées", [Needed("Dites si ces journées avaient commencé.")])
    reply = TextAreaField("", [Length(max=2000)])

    def __init__(self, request: ImmersionRequest, on: date, *, mine: bool, **given: Any) -> None:
        super().__init__(**given)
        label, missing = HOW_IT_ENDS[mine]
        self.reply.label.text = label
        self.reply.validators = [Needed(missing), *self.reply.validators]
        self.begun.choices = choices(CAME if mine else WAS_WELCOMED)
        if request.slot.starts_on > on:
            del self.begun

    @property
    def has_begun(self) -> bool:
        return "begun" in self and self.begun.data == "oui"


# In the words of whoever comes, and of whoever welcomes.
HOW_IT_ENDS = {
    True: ("Pourquoi vous devez renoncer", "Dites à la structure pourquoi vous devez renoncer."),
    False: (
        "Pourquoi vous ne pouvez plus l’accueillir",
        "Dites à la personne pourquoi vous ne pouvez plus l’accueillir.",
    ),
}
CAME = {"non": "Je ne suis pas venu ou venue", "oui": "Je suis venu ou venue, et je dois arrêter"}
WAS_WELCOMED = {
    "non": "La personne n’est pas venue",
    "oui": "La personne est venue, et nous devons arrêter",
}


class FeedbackForm(Form):
    """What the days brought, and what is kept of it."""

    feedback = TextAreaField(
        "Ce que ces journées vous ont apporté",
        [Needed("Racontez en quelques lignes."), Length(max=4000)],
    )
    as_evidence = BooleanField("Garder ce bilan dans mes preuves")
    shown = SelectMultipleField("Ce que j’y ai travaillé", coerce=int)


def words_of(slot: ImmersionSlot) -> str:
    """« du 3 au 5 mars 2027, 2 places libres »."""
    days = day(slot.starts_on) if slot.days == 1 else from_to(slot.starts_on, slot.last_on)
    return f"{days}, {plural(slot.left, 'place libre', 'places libres')}"
