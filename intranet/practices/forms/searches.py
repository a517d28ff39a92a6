"""What is asked of the list of practices."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from intranet.competencies.queries import Catalogue
from intranet.kit.forms import SearchForm, SelectField, SelectMultipleField, WordsField, choices
from intranet.kit.texts import lasting
from intranet.places.shapes import departments_to_choose, regions_to_choose
from intranet.practices.models import COST_LABELS, EVIDENCE_LABELS, KIND_LABELS, SIZE_LABELS, Theme
from intranet.practices.models.freshness import OLD_AFTER, STALE_AFTER
from intranet.practices.queries import ORDERS, Wanted

VIEWS = {"liste": "Liste", "carte": "Carte"}
AXIS_LABELS = {
    "recruter": "Recruter",
    "innover": "Innover",
    "attirer": "Attirer",
    "simplifier": "Simplifier",
}
FRESHNESS_CHOICES = {
    "a-jour": "À jour",
    "a-verifier": "À vérifier",
    "perimees": f"À vérifier depuis plus de {lasting(STALE_AFTER)}",
    "anciennes": f"Anciennes, à vérifier depuis plus de {lasting(OLD_AFTER)}",
}
# Every filter but the words, in the order of the page.
FILTERS = (
    "type", "theme", "axe", "region", "departement", "taille", "cout", "competence", "preuve",
    "reprise", "documents", "fraicheur", "structure",
)  # fmt: skip
TYPES = {"pratique": "practice", "echec": "failure"}  # as addresses say it


class PracticeSearch(SearchForm):
    """The filters of the list, by the names they bear in its address."""

    q = WordsField("Mots-clés")
    theme = SelectMultipleField("Thème")
    region = SelectMultipleField("Région")
    departement = SelectMultipleField("Département")
    competence = SelectMultipleField("Compétence")
    type = SelectMultipleField(
        "Nature", choices=choices(dict(zip(TYPES, KIND_LABELS.values(), strict=True)))
    )
    preuve = SelectMultipleField(
        "Preuves",
        choices=choices({str(int(level)): label for level, label in EVIDENCE_LABELS.items()}),
    )
    axe = SelectMultipleField("Axe de Territoires d’industrie", choices=choices(AXIS_LABELS))
    taille = SelectMultipleField("Taille de l’intercommunalité", choices=choices(SIZE_LABELS))
    cout = SelectMultipleField("Coût", choices=choices(COST_LABELS))
    fraicheur = SelectMultipleField("Fraîcheur", choices=choices(FRESHNESS_CHOICES))
    documents = SelectMultipleField(
        "Documents", choices=choices({"1": "Avec des documents à reprendre"})
    )
    reprise = SelectMultipleField("Reprise", choices=choices({"1": "Reprise ailleurs"}))
    structure = SelectMultipleField("Structure")
    tri = SelectField("Tri", choices=choices(ORDERS), default="recentes")
    vue = SelectField("Affichage", choices=choices(VIEWS), default="liste")

    def __init__(
        self,
        typed: MultiDict[str, str],
        themes: Sequence[Theme],
        catalogue: Catalogue,
        structures: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(typed)
        self.catalogue = catalogue
        self.theme.choices = choices([(theme.slug, theme.label) for theme in themes])
        self.structure.choices = choices(structures)
        self.region.choices = choices(regions_to_choose())
        self.departement.choices = choices(departments_to_choose())
        self.competence.choices = choices(
            [(item.code, f"{item.code} {item.title}") for item in catalogue.items.values()]
        )

    @property
    def wanted(self) -> Wanted:
        """What is asked; an item of the referential stands for all that is under it."""
        items = [
            self.catalogue.by_code[code]
            for code in self.competence.data or []
            if code in self.catalogue.by_code
        ]
        chosen: dict[str, Sequence[str]] = {
            name: [str(value) for value in self[name].data or []] for name in FILTERS
        }
        chosen["competence"] = [str(number) for item in items for number in item.branch]
        chosen["type"] = [TYPES[code] for code in self.type.data or []]
        return Wanted(self.q.data or "", chosen)
