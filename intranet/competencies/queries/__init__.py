"""How the referential is read: the catalogue of an edition, what asks for an item, what raises it."""

from intranet.competencies.queries.assessments import declared_levels
from intranet.competencies.queries.catalogue import (
    Catalogue,
    Item,
    NoEdition,
    Sheet,
    Step,
    catalogue_of,
    in_force,
)
from intranet.competencies.queries.editions import contents, editions, known_by
from intranet.competencies.queries.links import links_of, subjects_of
from intranet.competencies.queries.requirements import job_profiles, requirements_of, sets_requiring

__all__ = [
    "Catalogue",
    "Item",
    "NoEdition",
    "Sheet",
    "Step",
    "catalogue_of",
    "contents",
    "declared_levels",
    "editions",
    "in_force",
    "job_profiles",
    "known_by",
    "links_of",
    "requirements_of",
    "sets_requiring",
    "subjects_of",
]
