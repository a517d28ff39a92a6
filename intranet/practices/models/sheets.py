"""What a sheet says, version after version: its sections, what it still lacks, how well it is proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import IntEnum, StrEnum
from typing import Any

from intranet.kit.canonical import digest


class Kind(StrEnum):
    """What worked, or what did not: both are worth telling."""

    PRACTICE = "practice"
    FAILURE = "failure"


KIND_LABELS = {Kind.PRACTICE: "Bonne pratique", Kind.FAILURE: "Ce qui n’a pas marché"}


class Evidence(IntEnum):
    """How well a sheet is proved; computed, never awarded."""

    DECLARED = 0
    DOCUMENTED = 1
    MEASURED = 2
    EXPERT = 3
    REPRODUCED = 4


EVIDENCE_LABELS = {
    Evidence.DECLARED: "Déclarée",
    Evidence.DOCUMENTED: "Documentée",
    Evidence.MEASURED: "Mesurée",
    Evidence.EXPERT: "Lue par un expert",
    Evidence.REPRODUCED: "Reproduite",
}
EVIDENCE_REASONS = {
    Evidence.DECLARED: "ni document joint, ni source publiée",
    Evidence.DOCUMENTED: "au moins un document joint ou une source publiée",
    Evidence.MEASURED: "au moins un résultat avant et après, avec sa date",
    Evidence.EXPERT: "un avis d’expert sur la version en ligne",
    Evidence.REPRODUCED: "au moins une autre structure l’a reprise, en cours ou faite",
}

# The twelve sections, as the form asks them and as a reviewer annotates them.
SECTIONS = {
    "identity": "Titre, résumé et thèmes",
    "territory": "Territoire et dates",
    "context": "Contexte",
    "problem": "Problème de départ",
    "approach": "Démarche, étape par étape",
    "partners": "Qui fait quoi",
    "cost": "Coûts et financements",
    "results": "Résultats",
    "limits": "Difficultés et ce qui n’a pas marché",
    "transfer": "Pour la reproduire",
    "competencies": "Compétences montrées",
    "documents": "Documents et sources",
}
# The most characters of each text, in its form and in a file.
LONGEST = {
    "title": 100,
    "lead": 300,
    "territory_name": 120,
    "started": 60,
    "ended": 60,
    "context": 3000,
    "problem": 3000,
    "cost_investment": 200,
    "cost_yearly": 200,
    "fte": 100,
    "difficulties": 3000,
    "what_failed": 3000,
    "success_conditions": 3000,
    "prerequisites": 2000,
    "adaptable_to": 1000,
}
MOST_INHABITANTS = 70_000_000  # of a territory; France has fewer
EFFORT_LABELS = {1: "Léger", 2: "Moyen", 3: "Important"}


@dataclass
class Sheet:
    """The words of one version. Rows are plain mappings: this is what the database keeps."""

    title: str = ""
    kind: str = Kind.PRACTICE.value
    lead: str = ""
    themes: list[str] = field(default_factory=list)  # slugs
    territory_name: str = ""
    region: str = ""
    other_regions: list[str] = field(default_factory=list)
    department: str = ""
    population: int | None = None  # of the territory
    started: str = ""
    ended: str = ""
    context: str = ""
    problem: str = ""
    approach: list[str] = field(default_factory=list)
    partners: list[dict[str, Any]] = field(default_factory=list)  # organization, role
    cost_investment: str = ""
    cost_yearly: str = ""
    fte: str = ""
    cost_is_unknown: bool = False
    funders: list[str] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    difficulties: str = ""
    what_failed: str = ""
    success_conditions: str = ""
    prerequisites: str = ""
    effort: int | None = None
    adaptable_to: str = ""
    competencies: list[dict[str, Any]] = field(default_factory=list)  # competency_id, code, level
    sources: list[dict[str, Any]] = field(default_factory=list)  # title, url, date
    documents: list[dict[str, Any]] = field(default_factory=list)  # id, label, name, size

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Sheet:
        """As it was kept; what a later release asks for besides is empty."""
        known = {each.name for each in fields(cls)}
        sheet = cls(**{name: value for name, value in kept.items() if name in known})
        sheet.results = [{"proof": ""} | row for row in sheet.results]
        return sheet

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def sha256(self) -> str:
        return digest(self.kept())

    @property
    def regions(self) -> list[str]:
        """Every region it speaks of, the main one first."""
        return list(dict.fromkeys(code for code in [self.region, *self.other_regions] if code))

    @property
    def measured(self) -> list[dict[str, Any]]:
        """The results that say before, after and when."""
        return [row for row in self.results if row["before"] and row["after"] and row["date"]]

    @property
    def has_before(self) -> bool:
        """Whether any of its results says what was there before."""
        return any(row["before"] for row in self.results)

    @property
    def evidence(self) -> Evidence:
        if self.measured:
            return Evidence.MEASURED
        is_documented = self.documents or any(source["url"] for source in self.sources)
        return Evidence.DOCUMENTED if is_documented else Evidence.DECLARED

    @property
    def words(self) -> list[str]:
        """What it may be found by, besides its title and lead."""
        rows = [*self.partners, *self.results]
        said = [str(value) for row in rows for value in row.values() if value]
        texts = (self.territory_name, self.context, self.problem, self.difficulties)
        more = (self.what_failed, self.success_conditions, self.prerequisites, self.adaptable_to)
        return [*texts, *more, *self.approach, *self.funders, *said]


@dataclass(frozen=True)
class Missing:
    """Something that a sheet must say before it is submitted: where, and in which words."""

    field: str
    words: str


def missing(sheet: Sheet, *, has_contact: bool) -> list[Missing]:
    """What keeps a sheet from being submitted, in the order of the form."""
    told_partly = sheet.difficulties or sheet.what_failed
    tells_limits = sheet.what_failed if sheet.kind == Kind.FAILURE else told_partly
    tells_cost = sheet.cost_investment or sheet.cost_yearly or sheet.cost_is_unknown
    asked: Iterable[tuple[object, str, str]] = (
        (sheet.title, "title", "un titre"),
        (sheet.lead, "lead", "un résumé en une ou deux phrases"),
        (sheet.themes, "themes", "au moins un thème"),
        (sheet.territory_name, "territory_name", "le territoire"),
        (sheet.started, "started", "la date de début"),
        (sheet.context, "context", "le contexte"),
        (sheet.problem, "problem", "le problème de départ"),
        (sheet.approach, "approach", "au moins une étape de la démarche"),
        (sheet.partners, "partners", "au moins un partenaire et son rôle"),
        (tells_cost, "cost_investment", "le coût, ou la mention « non connu »"),
        (sheet.results or sheet.kind == Kind.FAILURE, "results", "au moins un résultat"),
        (
            tells_limits,
            "what_failed" if sheet.kind == Kind.FAILURE else "difficulties",
            "ce qui n’a pas marché"
            if sheet.kind == Kind.FAILURE
            else "les difficultés, ou ce qui n’a pas marché",
        ),
        (sheet.competencies, "competencies", "au moins une compétence montrée"),
        (has_contact, "contact", "un contact dans la structure"),
    )
    return [Missing(where, words) for present, where, words in asked if not present]


def differing(mine: Sheet, theirs: Sheet) -> list[str]:
    """The names of the fields where two versions part."""
    return [
        each.name
        for each in fields(Sheet)
        if getattr(mine, each.name) != getattr(theirs, each.name)
    ]
