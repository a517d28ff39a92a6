"""What is asked of the directory of people and of the journal, by the names of their addresses."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from werkzeug.datastructures import MultiDict

from intranet.competencies.queries import Catalogue
from intranet.home.queries.journal import Sought
from intranet.home.queries.people import Asked
from intranet.kit.clock import PARIS
from intranet.kit.db import db
from intranet.kit.forms import (
    DateField,
    Optional,
    SearchField,
    SearchForm,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    WordsField,
    choices,
    of_this_century,
)
from intranet.kit.journal import KIND_LABELS as ACTS
from intranet.kit.journal import Kind as Act
from intranet.kit.texts import bare_words, clean
from intranet.members.models import ROLE_LABELS, Role
from intranet.organizations.models import KIND_LABELS, Kind
from intranet.places.queries import RADII, Point, named, point_of
from intranet.places.shapes import departments_to_choose, regions_to_choose

USUAL_RADIUS = 50  # km
SHOWN_ROLES = {role: ROLE_LABELS[role] for role in (Role.ANIMATOR, Role.TRAINER, Role.RECRUITER)}


class PeopleForm(SearchForm):
    """The filters of the directory of people."""

    q = WordsField("Nom, fonction ou structure", read=bare_words)
    competence = SelectField("Propose son aide sur", default="")
    role = SelectMultipleField("Rôle", choices=choices(SHOWN_ROLES))
    type = SelectMultipleField("Nature de la structure", choices=choices(KIND_LABELS))
    region = SelectMultipleField("Région")
    departement = SelectField("Département", default="")
    commune = StringField("Autour d’une commune")
    rayon = SelectField(
        "Dans un rayon de",
        coerce=int,
        default=USUAL_RADIUS,
        choices=choices((str(km), f"{km} km") for km in RADII),
    )

    def __init__(self, typed: MultiDict[str, str], catalogue: Catalogue) -> None:
        super().__init__(typed)
        self.catalogue = catalogue
        self.competence.choices = [
            SelectChoice("", "Toutes les compétences"),
            *(
                SelectChoice(code, label, optgroup=domain)
                for code, label, domain in catalogue.options()
            ),
        ]
        self.region.choices = choices(regions_to_choose())
        self.departement.choices = choices(departments_to_choose(), first="Tous les départements")

    def read(self, at: datetime) -> tuple[Asked, list[str]]:
        """What is looked for, and a notice for each filter that means nothing here."""
        notices = self.heed()
        around = self._point(notices)
        item = self.catalogue.by_code.get(self.competence.data or "")
        return Asked(
            at,
            words=self.q.data or "",
            regions=tuple(self.region.data or ()),
            department=self.departement.data or None,
            kinds=tuple(Kind(kind) for kind in self.type.data or ()),
            roles=tuple(Role(role) for role in self.role.data or ()),
            around=around,
            radius=self.rayon.data or USUAL_RADIUS,
            competency_id=item.competency_id if item else None,
        ), notices

    def _point(self, notices: list[str]) -> Point | None:
        if not self.commune.data:
            return None
        town = db.session.scalars(named(self.commune.data).limit(1)).first()
        around = point_of(town) if town else None
        if around is None or town is None:
            told = clean(self.commune.data)[:60]
            notices.append(f"Filtre ignoré : la commune « {told} » est inconnue.")
            self.commune.data = ""
            return None
        self.commune.data = town.label
        return around


class JournalForm(SearchForm):
    """The filters of the journal."""

    q = SearchField("Personne, par son nom ou son adresse")
    acte = SelectField("Acte", default="", choices=choices(ACTS, first="Tous les actes"))
    du = DateField("Du", [Optional(), of_this_century])
    au = DateField("Au", [Optional(), of_this_century])

    def read(self) -> tuple[Sought, list[str]]:
        """What is looked for, and a notice for each filter that means nothing here."""
        notices = self.heed()
        since = datetime.combine(self.du.data, time(), PARIS) if self.du.data else None
        until = datetime.combine(self.au.data, time(), PARIS) if self.au.data else None
        if until:
            until += timedelta(days=1)
        kinds = [Act(self.acte.data)] if self.acte.data else []
        return Sought(kinds, clean(self.q.data or "")[:120], since, until), notices
