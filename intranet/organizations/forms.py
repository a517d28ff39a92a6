"""What is asked about organizations."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from intranet.kit.db import db
from intranet.kit.forms import (
    DateField,
    Form,
    HiddenField,
    Length,
    Needed,
    SearchForm,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
    WordsField,
    choices,
    of_this_century,
)
from intranet.kit.texts import bare_words
from intranet.kit.webpages import WebAddress
from intranet.organizations.models import KIND_LABELS, Kind, Organization
from intranet.organizations.policy import may_take_over
from intranet.organizations.queries import Asked, is_called, known_as, meant, suggested
from intranet.places.models import Municipality
from intranet.places.queries import named
from intranet.places.shapes import departments_to_choose, regions_to_choose

if TYPE_CHECKING:
    from intranet.members.models import Member

DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
# Anybody may have an address there: they belong to no organization.
EVERYBODYS_DOMAINS = frozenset(
    {
        "aol.com", "bbox.fr", "free.fr", "gmail.com", "gmx.com", "gmx.fr", "hotmail.com",
        "hotmail.fr", "icloud.com", "laposte.net", "live.fr", "mail.com", "me.com", "msn.com",
        "neuf.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr", "proton.me",
        "protonmail.com", "sfr.fr", "wanadoo.fr", "yahoo.com", "yahoo.fr", "ymail.com",
    }
)  # fmt: skip
MOST_NAMES = 6  # told where what was typed is the name of several
ORDERS = {"nom": "Nom", "population": "Population"}


class DirectoryForm(SearchForm):
    """The filters of the directory, by the names they bear in its address."""

    q = WordsField("Nom, sigle ou SIREN", read=bare_words)
    region = SelectMultipleField("Région")
    departement = SelectField("Département", default="")
    type = SelectMultipleField("Nature", choices=choices(KIND_LABELS))
    tri = SelectField("Tri", choices=choices(ORDERS), default="nom")

    def __init__(self, typed: MultiDict[str, str]) -> None:
        super().__init__(typed)
        self.region.choices = choices(regions_to_choose())
        self.departement.choices = choices(departments_to_choose(), first="Tous les départements")

    @property
    def asked(self) -> Asked:
        return Asked(
            words=self.q.data or "",
            regions=tuple(self.region.data or ()),
            departments=(self.departement.data,) if self.departement.data else (),
            kinds=tuple(Kind(kind) for kind in self.type.data or ()),
        )


class OrganizationForm(Form):
    """Who it is. `organization` is the one being edited; None for a new one."""

    name = StringField(
        "Nom",
        validators=[
            Needed("Écrivez le nom de la structure."),
            Length(2, 200, "Écrivez le nom : de 2 à 200 signes."),
        ],
    )
    kind = SelectField(
        "Nature",
        validators=[Needed("Choisissez la nature de la structure.")],
        choices=choices(KIND_LABELS, first="Choisissez"),
    )
    acronym = StringField("Sigle", validators=[Length(max=20, message="20 signes au plus.")])
    siren = StringField("SIREN")
    former_name = StringField(
        "Ancien nom", validators=[Length(max=200, message="200 signes au plus.")]
    )
    about = TextAreaField(
        "Présentation", validators=[Length(max=3_000, message="3 000 signes au plus.")]
    )
    website = URLField("Site", validators=[WebAddress()])
    commune = StringField("Commune du siège")
    region_code = SelectField("Région")
    email_domains = TextAreaField("Domaines de ses adresses électroniques")
    version = HiddenField()

    def __init__(self, organization: Organization | None = None, **given: Any) -> None:
        super().__init__(obj=organization, **given)
        self.organization = organization
        self.town: Municipality | None = None
        self.region_code.choices = choices(regions_to_choose(), first="France entière")

    @property
    def asked_domains(self) -> list[str]:
        typed = (self.email_domains.data or "").lower()
        return [domain for domain in re.split(r"[\s,;]+", typed) if domain]

    def validate_siren(self, field: StringField) -> None:
        field.data = re.sub(r"[\s.]", "", field.data or "") or None
        if field.data is None:
            return
        if not is_siren(field.data):
            raise ValidationError("Un SIREN a neuf chiffres, et celui-ci n’est pas juste.")
        known = db.session.scalar(known_as(field.data))
        if known is not None and known is not self.organization:
            raise ValidationError(f"C’est le SIREN d’une structure de l’annuaire : {known.name}.")

    def validate_commune(self, field: StringField) -> None:
        if field.data:
            self.town = db.session.scalar(named(field.data).limit(1))
            if self.town is None:
                raise ValidationError("Commune introuvable : écrivez par exemple « Nancy (54) ».")

    def validate_email_domains(self, _field: TextAreaField) -> None:
        for domain in self.asked_domains:
            if not DOMAIN.fullmatch(domain):
                raise ValidationError(
                    f"« {domain[:60]} » n’est pas un domaine : grandnancy.fr en est un."
                )
            if domain in EVERYBODYS_DOMAINS:
                raise ValidationError(f"Tout le monde peut avoir une adresse en {domain}.")

    def describe(self, organization: Organization) -> None:
        """Put what was typed where it belongs."""
        organization.name, organization.kind = self.name.data, Kind(self.kind.data)
        has_moved = (self.region_code.data or None) != organization.region_code
        for name in ("acronym", "former_name", "siren", "region_code", "website"):
            setattr(organization, name, getattr(self, name).data or None)
        organization.about = self.about.data or ""
        if self.town:
            organization.municipality_code = self.town.code
            organization.department_code = self.town.department_code
            organization.region_code = self.town.region_code
            organization.latitude, organization.longitude = self.town.latitude, self.town.longitude
        elif organization.municipality_code or has_moved:  # the register places some without one
            organization.municipality_code = organization.department_code = None
            organization.latitude = organization.longitude = None


class ClosingForm(Form):
    """Since when a structure is no more, and which one takes its place, if any does."""

    closed_on = DateField("Fermée depuis le", [Needed("Dites depuis quand."), of_this_century])
    successor = StringField("Structure qui prend sa place")

    def __init__(self, organization: Organization, by: Member, on: date) -> None:
        super().__init__(closed_on=on)
        self.organization, self.by, self.on = organization, by, on
        self.found: Organization | None = None

    def validate_closed_on(self, field: DateField) -> None:
        if field.data > self.on:
            raise ValidationError("Fermez-la le jour venu : jusque-là, elle travaille.")

    def validate_successor(self, field: StringField) -> None:
        if not (field.data or "").strip():
            return
        found = called(field.data)
        if found.id == self.organization.id:
            raise ValidationError("C’est la structure qui ferme.")
        if found.is_demo != self.organization.is_demo:
            raise ValidationError("L’une est fictive, l’autre non.")
        if not may_take_over(self.by, found):
            raise ValidationError(
                "Vous n’animez pas sa région : demandez à un animateur national ou à un administrateur."
            )
        self.found = found


def called(typed: str) -> Organization:
    """The structure of just this name or SIREN: what follows is not undone.

    Raises ValidationError, with the names of those that it may be.
    """
    query = suggested(typed, MOST_NAMES)
    found = db.session.scalars(query).all() if query is not None else []
    siren = typed.replace(" ", "")
    exact = [one for one in meant(typed, found) if is_called(one, typed) or one.siren == siren]
    if len(exact) != 1:
        names = " ; ".join(f"{one.name} ({one.siren})" if one.siren else one.name for one in found)
        raise ValidationError(
            f"Écrivez son nom entier, ou son SIREN : {names}."
            if names
            else "Aucune structure n’a ce nom."
        )
    return exact[0]


def is_siren(text: str) -> bool:
    """Nine figures whose last one checks the others (Luhn)."""
    if not (text.isascii() and text.isdecimal() and len(text) == 9):
        return False
    figures = [int(figure) * (2 if place % 2 else 1) for place, figure in enumerate(text)]
    return sum(sum(divmod(figure, 10)) for figure in figures) % 10 == 0
