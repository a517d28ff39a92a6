"""How the referential is read: the catalogue of an edition, what asks for an item, what raises it."""

from intranet.competencies.queries.assessments import (
    NO_ANSWER,
    Answer,
    Mentor,
    Voices,
    answers_numbered,
    answers_of,
    last_erasure_of,
    voices_on,
)
from intranet.competencies.queries.catalogue import (
    KIND,
    Catalogue,
    Item,
    NoEdition,
    Sheet,
    Step,
    catalogue_of,
    in_force,
)
from intranet.competencies.queries.editions import (
    contents,
    draft_of,
    edition_in_force,
    edition_numbered,
    known_by,
    sealed,
)
from intranet.competencies.queries.fit import Fit, fits, ranked
from intranet.competencies.queries.levels import known_levels, levels_held, levels_of
from intranet.competencies.queries.links import links_of, subjects_of
from intranet.competencies.queries.requirements import (
    job_profile,
    job_profiles,
    profiles_asking,
    requirements_of,
    sets_requiring,
)
from intranet.competencies.queries.wholes import (
    base_of_imports,
    imported_file,
    imported_files,
    present_of,
    whole_of,
)

__all__ = [
    "KIND",
    "NO_ANSWER",
    "Answer",
    "Catalogue",
    "Fit",
    "Item",
    "Mentor",
    "NoEdition",
    "Sheet",
    "Step",
    "Voices",
    "answers_numbered",
    "answers_of",
    "base_of_imports",
    "catalogue_of",
    "contents",
    "declared_levels",
    "draft_of",
    "edition_in_force",
    "edition_numbered",
    "fits",
    "imported_file",
    "imported_files",
    "in_force",
    "job_profile",
    "job_profiles",
    "known_by",
    "known_levels",
    "last_erasure_of",
    "levels_held",
    "levels_of",
    "links_of",
    "present_of",
    "profiles_asking",
    "ranked",
    "requirements_of",
    "sealed",
    "sets_requiring",
    "subjects_of",
    "voices_on",
    "whole_of",
]
