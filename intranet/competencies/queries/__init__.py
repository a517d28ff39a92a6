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
from intranet.competencies.queries.attestations import (
    Attestation,
    OwnSide,
    attestations_of,
    own_side,
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
from intranet.competencies.queries.differences import between, flaws_of
from intranet.competencies.queries.editions import (
    contents,
    draft_of,
    edition_in_force,
    edition_numbered,
    known_by,
    sealed,
)
from intranet.competencies.queries.evidence import (
    awaiting_answer_of,
    evidence_of,
    evidence_seen_by,
    put_to,
    shown_to_network,
)
from intranet.competencies.queries.fit import Fit, fits, ranked
from intranet.competencies.queries.histories import Spoken, as_worded, history_of
from intranet.competencies.queries.levels import known_levels, levels_held, levels_of
from intranet.competencies.queries.links import links_of, subjects_of
from intranet.competencies.queries.neighbours import Neighbours
from intranet.competencies.queries.permanence import (
    Heir,
    Package,
    edition_with,
    heirs_of,
    last_edition_of,
    last_named,
    origin_of_relation,
    package_of,
)
from intranet.competencies.queries.record import Record, carried_by, record_of, said_of
from intranet.competencies.queries.requirements import (
    job_profile,
    job_profiles,
    profiles_asking,
    requirements_of,
    sets_requiring,
)
from intranet.competencies.queries.sharing import share_of_token, shares_of, visits_of
from intranet.competencies.queries.teams import (
    Colleague,
    Consent,
    colleagues_of,
    consents_of,
    known_levels_of,
    outlived,
)
from intranet.competencies.queries.territories import Territory, Told, told
from intranet.competencies.queries.wholes import (
    base_of_imports,
    imported_file,
    imported_files,
    present_of,
    whole_of,
)
from intranet.competencies.queries.wording import Wording

__all__ = [
    "KIND",
    "NO_ANSWER",
    "Answer",
    "Attestation",
    "Catalogue",
    "Colleague",
    "Consent",
    "Fit",
    "Heir",
    "Item",
    "Mentor",
    "Neighbours",
    "NoEdition",
    "OwnSide",
    "Package",
    "Record",
    "Sheet",
    "Spoken",
    "Step",
    "Territory",
    "Told",
    "Voices",
    "Wording",
    "answers_numbered",
    "answers_of",
    "as_worded",
    "attestations_of",
    "awaiting_answer_of",
    "base_of_imports",
    "between",
    "carried_by",
    "catalogue_of",
    "colleagues_of",
    "consents_of",
    "contents",
    "draft_of",
    "edition_in_force",
    "edition_numbered",
    "edition_with",
    "evidence_of",
    "evidence_seen_by",
    "fits",
    "flaws_of",
    "heirs_of",
    "history_of",
    "imported_file",
    "imported_files",
    "in_force",
    "job_profile",
    "job_profiles",
    "known_by",
    "known_levels",
    "known_levels_of",
    "last_edition_of",
    "last_erasure_of",
    "last_named",
    "levels_held",
    "levels_of",
    "links_of",
    "origin_of_relation",
    "outlived",
    "own_side",
    "package_of",
    "present_of",
    "profiles_asking",
    "put_to",
    "ranked",
    "record_of",
    "requirements_of",
    "said_of",
    "sealed",
    "sets_requiring",
    "share_of_token",
    "shares_of",
    "shown_to_network",
    "subjects_of",
    "told",
    "visits_of",
    "voices_on",
    "whole_of",
]
