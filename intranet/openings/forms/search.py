"""What one may look for on the board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, ClassVar

from markupsafe import Markup
from sqlalchemy import select
from wtforms import widgets

from intranet.competencies.queries import Catalogue
from intranet.kit.db import db
from intranet.kit.forms import (
    BooleanField,
    SearchForm,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    WordsField,
    choices,
    whole_or_none,
)
from intranet.kit.texts import NO_BREAK, clean, euros, lasting
from intranet.openings.models import CATEGORY_LABELS, ROUTE_LABELS, Category, Route
from intranet.openings.queries import (
    CLOSING_SOON,
    RADII,
    SINCE,
    USUAL_RADIUS,
    Around,
    Order,
    Search,
    grades_named,
)
from intranet.organizations.models import KIND_LABELS, Kind, Organization
from intranet.organizations.queries import found_at
from intranet.places.queries import named
from intranet.places.shapes import departments_to_choose, regions_to_choose

ORDER_LABELS = {
    Order.RELEVANCE: "pertinence",
    Order.NEWEST: "plus récentes",
    Order.CLOSING: "date limite",
    Order.NEAREST: "distance",
    Order.FIT: "adéquation",
}
PAYS = (25_000, 30_000, 35_000, 40_000, 50_000, 60_000)  # euros a year
COVERED = (50, 60, 70, 80, 90, 100)  # percent
TERRITORIES = (Kind.EPCI, Kind.EPT)
LEVELS = {level: f"Niveau {level} ou plus" for level in (1, 2, 3, 4)}
CLOSES_SOON = f"Se clôt dans les {lasting(CLOSING_SOON)}"


class Select(widgets.Select):
    """A select whose many options are drawn once for each choice, not on every page.

    It bears the name of the one it stands for: `ui.field` goes by that name.
    """

    _drawn: ClassVar[dict[Any, Markup]] = {}

    def __call__(self, field: SelectField, **attributes: object) -> Markup:
        offered = tuple((choice.value, choice.label) for choice in field.choices)
        key = (field.id, field.data, tuple(attributes.items()), offered)
        if key not in self._drawn:
            if len(self._drawn) > MOST_DRAWN:
                self._drawn.clear()
            self._drawn[key] = super().__call__(field, **attributes)
        return self._drawn[key]


MOST_DRAWN = 500


class OpeningSearch(SearchForm):
    """The filters of `/offres`; the four facets are drawn with their counts by the page."""

    q = WordsField("Mots")
    commune = StringField("Autour d’une commune")
    rayon = SelectField(
        "Dans un rayon de",
        coerce=int,
        default=USUAL_RADIUS,
        choices=choices((str(km), f"{km} km") for km in RADII),
    )
    departement = SelectField("Département", default="", widget=Select())
    limitrophes = BooleanField("Et les départements limitrophes")
    grade = StringField("Grade ou cadre d’emplois")
    competence = SelectField("Compétence demandée", default="", widget=Select())
    structure = StringField("Structure")  # the last word of its address, from its own page
    niveau = SelectField(
        "Au niveau", coerce=whole_or_none, choices=choices(LEVELS, first="Tous les niveaux")
    )
    epci = StringField("Intercommunalité")  # its SIREN, from its own page
    teletravail = SelectField(
        "Télétravail",
        coerce=whole_or_none,
        choices=choices(
            {days: f"{days} jour{'s' if days > 1 else ''} ou plus" for days in range(1, 6)},
            first="Indifférent",
        ),
    )
    salaire = SelectField(
        "Rémunération",
        coerce=whole_or_none,
        choices=choices({pay: f"{euros(pay)} ou plus" for pay in PAYS}, first="Indifférente"),
    )
    depuis = SelectField(
        "Parue",
        coerce=whole_or_none,
        choices=choices(
            {days: f"Depuis {days} jours" if days > 1 else "Depuis hier" for days in SINCE},
            first="À toute date",
        ),
    )
    bientot = BooleanField(CLOSES_SOON)
    adequation = SelectField(
        "Adéquation à mes niveaux",
        coerce=whole_or_none,
        choices=choices(
            {part: f"Je couvre au moins {part}{NO_BREAK}%" for part in COVERED},
            first="Indifférente",
        ),
    )
    region = SelectMultipleField("Région")
    employeur = SelectMultipleField("Employeur", choices=choices(KIND_LABELS))
    route = SelectMultipleField("Modalité d’accès", choices=choices(ROUTE_LABELS))
    categorie = SelectMultipleField("Catégorie", choices=choices(CATEGORY_LABELS))
    tri = SelectField("Tri", default="", choices=choices(ORDER_LABELS, first=""))

    employer: Organization | None = None  # the one that `structure` names
    territory: Organization | None = None  # the one whose SIREN is `epci`

    def __init__(
        self, asked: Mapping[str, Any], catalogue: Catalogue | None, *, knows_levels: bool
    ) -> None:
        """`knows_levels`: whoever looks said some of their levels, which fit is reckoned from."""
        super().__init__(asked)
        self.catalogue, self.knows_levels = catalogue, knows_levels
        self.departement.choices = _departments()
        self.region.choices = _regions()
        self.competence.choices = competency_choices(catalogue, "Toutes les compétences")

    def read(self, at: datetime) -> tuple[Search, list[str]]:
        """What is looked for, and a notice for each filter that means nothing here."""
        notices = self.heed()
        around = None
        if self.commune.data:
            try:
                around = around_named(self.commune.data)
            except NoSuchCommune:
                notices.append(
                    f"Filtre ignoré : la commune « {clean(self.commune.data)[:60]} » est inconnue."
                )
                self.commune.data = ""
            else:
                self.commune.data = around.label
        if self.structure.data:
            self.employer = found_at(self.structure.data)
            if self.employer is None:
                told = clean(self.structure.data)[:60]
                notices.append(f"Filtre ignoré : la structure « {told} » est inconnue.")
                self.structure.data = ""
        if self.epci.data:
            self.territory = db.session.scalars(
                select(Organization).where(
                    Organization.siren == self.epci.data, Organization.kind.in_(TERRITORIES)
                )
            ).first()
            if self.territory is None:
                told = clean(self.epci.data)[:60]
                notices.append(f"Filtre ignoré : l’intercommunalité « {told} » est inconnue.")
                self.epci.data = ""
        if not self.knows_levels and (self.adequation.data or self.tri.data == Order.FIT):
            notices.append(
                "Filtre ignoré : l’adéquation se calcule d’après vos niveaux, que nous ne"
                " connaissons pas encore."
            )
            self.adequation.data = None
        item = self.catalogue.by_code.get(self.competence.data) if self.catalogue else None
        search = Search(
            words=self.q.data or "",
            department=self.departement.data or None,
            neighbours=bool(self.departement.data and self.limitrophes.data),
            grades=grades_named(self.grade.data, at) if self.grade.data else None,
            around=around,
            radius=self.rayon.data or USUAL_RADIUS,
            competency_id=item.competency_id if item else None,
            level=self.niveau.data if item else None,
            organization_id=self.employer.id if self.employer else None,
            epci=self.territory.siren if self.territory else None,
            telework=self.teletravail.data,
            pay=self.salaire.data,
            since=self.depuis.data,
            closing_soon=self.bientot.data,
            fit=self.adequation.data,
            regions=tuple(self.region.data or ()),
            employers=tuple(Kind(value) for value in self.employeur.data or ()),
            routes=tuple(Route(value) for value in self.route.data or ()),
            categories=tuple(Category(value) for value in self.categorie.data or ()),
            order=self._order(),
        )
        return search, notices

    def _order(self) -> Order:
        """The order asked for, where it makes sense; else the most useful one."""
        asked = Order(self.tri.data) if self.tri.data else None
        if asked in self.orders:
            return asked
        return self.orders[0]

    @property
    def orders(self) -> list[Order]:
        """The orders that make sense for what is looked for, the usual one first."""
        return [
            *([Order.RELEVANCE] if self.q.data else []),
            *([Order.NEAREST] if self.commune.data else []),
            Order.NEWEST,
            Order.CLOSING,
            *([Order.FIT] if self.knows_levels else []),
        ]


class NoSuchCommune(LookupError):
    """No commune bears the name or the code that was typed, or nobody knows where it is."""


@lru_cache(maxsize=1_000)
def around_named(typed: str) -> Around:
    """The commune that was most likely meant. Raises NoSuchCommune.

    Communes do not change while the site runs: found once, one is not looked for again.
    """
    town = db.session.scalars(named(typed).limit(1)).first()
    around = Around.of(town) if town else None
    if around is None:
        raise NoSuchCommune(typed)
    return around


def competency_choices(catalogue: Catalogue | None, first: str) -> list[SelectChoice]:
    """The items of the referential that have levels, under their domain."""
    offered = _items(catalogue.options()) if catalogue else []
    return [SelectChoice("", first), *offered]


@lru_cache(maxsize=8)
def _items(options: tuple[tuple[str, str, str], ...]) -> list[SelectChoice]:
    return [SelectChoice(code, label, optgroup=domain) for code, label, domain in options]


@cache
def _departments() -> list[SelectChoice]:
    return choices(departments_to_choose(), first="Tous les départements")


@cache
def _regions() -> list[SelectChoice]:
    return choices(regions_to_choose())
