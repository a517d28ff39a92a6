"""What is seen together: of a team, of a territory."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from intranet.competencies.levels import MODE_LABELS, Mode
from intranet.competencies.queries import Catalogue
from intranet.kit.forms import SearchForm, SelectField, choices


class TeamSearch(SearchForm):
    """Which part of the referential, and whose word counts."""

    domaine = SelectField("Domaine", default="")
    mode = SelectField(
        "Niveaux",
        choices=choices({mode.value: f"{MODE_LABELS[mode]}s" for mode in Mode}),
        default=Mode.DECLARED.value,
    )


class CoverageSearch(SearchForm):
    """Which part of the referential, and where."""

    region = SelectField("Région", default="")
    departement = SelectField("Département", default="")
    domaine = SelectField("Domaine", default="")


def team_search(args: MultiDict[str, str], catalogue: Catalogue) -> TeamSearch:
    form = TeamSearch(args)
    form.domaine.choices = domains_of(catalogue)
    return form


def coverage_search(
    args: MultiDict[str, str],
    catalogue: Catalogue,
    regions: Mapping[str, str],
    departments: Mapping[str, str],
) -> CoverageSearch:
    form = CoverageSearch(args)
    form.domaine.choices = domains_of(catalogue)
    form.region.choices = choices(regions, first="Toute la France")
    form.departement.choices = choices(departments, first="Toute la région")
    return form


def domains_of(catalogue: Catalogue) -> list[object]:
    named = {item.code: f"{item.code} {item.title}" for item in catalogue.domains}
    return [*choices(named, first="Tous les domaines")]
