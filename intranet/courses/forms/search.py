"""What is asked of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from intranet.competencies.queries import Catalogue
from intranet.courses import queries
from intranet.courses.models import MODE_LABELS, TRACK_LABELS, Mode, Track
from intranet.kit.forms import (
    SearchForm,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    WordsField,
    choices,
    whole_or_none,
)
from intranet.kit.texts import MONTHS
from intranet.places.shapes import regions_to_choose

MODES = {"presentiel": Mode.ONSITE, "distance": Mode.REMOTE, "mixte": Mode.MIXED}
TRACKS = {"continue": Track.CONTINUING, "initiale": Track.INITIAL}
LEVELS = {level: f"Niveau {level}" for level in range(1, 5)}
MONTHS_AHEAD = 36


class CourseSearch(SearchForm):
    """The filters of the catalogue, as its address holds them."""

    q = WordsField("Mots")
    competence = SelectField("Compétence visée", default="")
    niveau = SelectField(
        "Niveau atteint", coerce=whole_or_none, choices=choices(LEVELS, first="Tous les niveaux")
    )
    region = SelectMultipleField("Région des sessions à venir")
    mode = SelectMultipleField(
        "Mode", choices=choices({code: MODE_LABELS[mode] for code, mode in MODES.items()})
    )
    type = SelectMultipleField(
        "Public", choices=choices({code: TRACK_LABELS[track] for code, track in TRACKS.items()})
    )
    certifiante = SelectMultipleField("Certifiante", choices=choices({"1": "Oui"}))
    mois = SelectMultipleField("Mois des sessions à venir")
    prix = SelectMultipleField("Prix", choices=choices(queries.PRICE_LABELS))
    duree = SelectMultipleField("Durée", choices=choices(queries.DURATION_LABELS))
    etat = SelectMultipleField("Inscription", choices=choices(queries.STATE_LABELS))
    outremer = SelectMultipleField("Outre-mer", choices=choices({"1": "Oui"}))
    qualiopi = SelectMultipleField("Organisme certifié Qualiopi", choices=choices({"1": "Oui"}))
    places = SelectMultipleField("Il reste des places", choices=choices({"1": "Oui"}))
    accessible = SelectMultipleField("Accessibilité décrite", choices=choices({"1": "Oui"}))
    organisme = SelectMultipleField("Organisme")
    tri = SelectField("Tri", default="", choices=choices(queries.SORTS, first="Selon la demande"))

    def offer(self, catalogue: Catalogue | None, on: date, providers: Mapping[str, str]) -> None:
        """The choices that change: the referential, the regions, the coming months, providers."""
        found = catalogue.options() if catalogue else ()
        self.competence.choices = [
            SelectChoice("", "Toutes les compétences"),
            *(SelectChoice(code, label, optgroup=domain) for code, label, domain in found),
        ]
        self.region.choices = choices(regions_to_choose())
        self.mois.choices = choices(months_from(on))
        self.organisme.choices = choices(providers)

    def asked(self, catalogue: Catalogue | None) -> queries.Filters:
        """What the search asks, once `heed` has dropped what it does not know."""
        item = catalogue.by_code.get(self.competence.data or "") if catalogue else None
        return queries.Filters(
            words=self.q.data or "",
            competency_id=item.competency_id if item else None,
            level=self.niveau.data,
            regions=tuple(self.region.data or ()),
            modes=tuple(MODES[code] for code in self.mode.data or ()),
            tracks=tuple(TRACKS[code] for code in self.type.data or ()),
            certifying=bool(self.certifiante.data),
            months=tuple(
                (int(code[:4]), int(code[5:])) for code in self.mois.data or () if len(code) == 7
            ),
            providers=tuple(self.organisme.data or ()),
            prices=tuple(self.prix.data or ()),
            durations=tuple(self.duree.data or ()),
            states=tuple(self.etat.data or ()),
            overseas=bool(self.outremer.data),
            quality=bool(self.qualiopi.data),
            vacant=bool(self.places.data),
            accessible=bool(self.accessible.data),
        )


def months_from(on: date) -> dict[str, str]:
    """« 2026-12 » → « décembre 2026 », for the months that a search may ask for."""
    first = on.year * 12 + on.month - 1
    return {
        f"{month // 12}-{month % 12 + 1:02}": f"{MONTHS[month % 12]} {month // 12}"
        for month in range(first, first + MONTHS_AHEAD)
    }
