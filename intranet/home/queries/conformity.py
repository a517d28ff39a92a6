"""How far the site keeps RGAA: what its tests check, what a person still has to, and what an audit found.

The table of the 106 criteria comes with the software (`intranet/rgaa.toml`); an audit is of one site,
and its results are in the folder of that site (`audit-rgaa.toml`, see docs/accessibilite.md).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[2] / "rgaa.toml"
AUDIT = "audit-rgaa.toml"
THEMES = (
    "Images", "Cadres", "Couleurs", "Multimédia", "Tableaux", "Liens", "Scripts",
    "Éléments obligatoires", "Structure de l’information", "Présentation de l’information",
    "Formulaires", "Navigation", "Consultation",
)  # fmt: skip
NOT, PARTLY, WHOLLY = "non conforme", "partiellement conforme", "totalement conforme"
VALID_FOR = 3  # years (arrêté du 20 septembre 2019, RGAA, « durée de validité de la déclaration »)


class WrongAudit(ValueError):
    """The file of the audit says something that cannot be understood."""


@dataclass(frozen=True)
class Criterion:
    """One of the 106, and what answers for it."""

    number: str
    name: str
    by: str  # machine, person, none
    tests: tuple[str, ...] = ()
    looked: str = ""
    why: str = ""

    @property
    def theme(self) -> str:
        return THEMES[int(self.number.partition(".")[0]) - 1]


@dataclass(frozen=True)
class Audit:
    """What somebody found who judged every criterion on a sample of pages."""

    on: date
    by: str
    failed: Mapping[str, str] = field(default_factory=dict)  # the criterion, and what is wrong
    aside: frozenset[str] = frozenset()  # not applicable

    def stands(self, today: date) -> bool:
        years = today.year - self.on.year
        return years < VALID_FOR or (
            years == VALID_FOR and (today.month, today.day) <= (self.on.month, self.on.day)
        )


@dataclass(frozen=True)
class Conformity:
    """The table, and the audit of this site where there is one."""

    criteria: tuple[Criterion, ...]
    checked_on: date
    sample: tuple[str, ...]
    audit: Audit | None = None
    contact: str = ""
    plan: str = ""  # the address of the multi-year plan (schéma pluriannuel)

    @property
    def rate(self) -> Fraction | None:
        """The criteria that are kept, of those that apply."""
        if self.audit is None:
            return None
        apply = {one.number for one in self.criteria} - self.audit.aside
        return Fraction(len(apply - set(self.audit.failed)), len(apply))

    def state(self, today: date) -> str:
        """In the words of the law: nothing is said before an audit, nor once it is too old.

        Décret n° 2019-768 du 24 juillet 2019, taken for article 47 of law n° 2005-102: all of the
        criteria, at least half of them, or less.
        """
        if self.audit is None or not self.audit.stands(today):
            return NOT
        rate = self.rate or Fraction(0)
        return WHOLLY if rate == 1 else PARTLY if rate >= Fraction(1, 2) else NOT

    def checked_by(self, whom: str) -> list[Criterion]:
        return [one for one in self.criteria if one.by == whom]

    @property
    def themes(self) -> list[tuple[str, list[Criterion]]]:
        return [
            (theme, list(found))
            for theme, found in groupby(self.criteria, key=lambda one: one.theme)
        ]


def read(folder: Path) -> Conformity:
    """The table, with the audit of the site whose folder it is. Raises WrongAudit."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    checked_on, sample = table.pop("checked_on"), tuple(table.pop("sample"))
    criteria = tuple(Criterion(number, **tupled(said)) for number, said in table.items())
    file = folder / AUDIT
    if not file.exists():
        return Conformity(criteria, checked_on, sample)
    try:
        said = tomllib.loads(file.read_text("utf-8"))
        audit = audit_of(said, {one.number for one in criteria})
    except (
        ValueError,
        KeyError,
        TypeError,
    ) as wrong:  # not TOML, or what says it is of another shape
        raise WrongAudit(f"{file} ne se lit pas : {wrong}. Voir docs/accessibilite.md.") from wrong
    return Conformity(
        criteria, checked_on, sample, audit, said.get("contact", ""), said.get("schema", "")
    )


def tupled(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"tests": tuple(said.get("tests", ()))}


def audit_of(said: dict[str, Any], known: set[str]) -> Audit | None:
    """Nothing before somebody judged: a site may first say whom to write to."""
    if "le" not in said:
        return None
    failed, aside = dict(said.get("non_conformes", {})), frozenset(said.get("sans_objet", ()))
    if unknown := (set(failed) | aside) - known:
        raise WrongAudit(f"{min(unknown)} n’est pas un critère du RGAA")
    if twice := set(failed) & aside:
        raise WrongAudit(f"{min(twice)} est à la fois non conforme et sans objet")
    if not isinstance(said["le"], date) or len(aside) == len(known):
        raise WrongAudit("le jour de l’audit, ou ce qui s’applique, manque")
    return Audit(said["le"], str(said["par"]), failed, aside)
