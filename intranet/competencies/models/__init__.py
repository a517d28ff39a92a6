"""What the referential is, who asks for its items, who shows them, and what people say of theirs."""

from intranet.competencies.models.assessments import Assessment, AssessmentKind, AssessmentState
from intranet.competencies.models.editions import (
    HIGHEST,
    KIND_LABELS,
    LOWEST,
    Competency,
    Edition,
    EditionState,
    Framework,
    ItemKind,
    LevelDescriptor,
    Revision,
    Scale,
    ScaleLevel,
    new_uuid,
)
from intranet.competencies.models.links import CompetencyLink, LinkRole
from intranet.competencies.models.requirements import (
    JobProfile,
    Need,
    Owner,
    Requirement,
    RequirementSet,
)
from intranet.competencies.models.seal import SEALED, EditionIsSealed, NotADraft

__all__ = [
    "HIGHEST",
    "KIND_LABELS",
    "LOWEST",
    "SEALED",
    "Assessment",
    "AssessmentKind",
    "AssessmentState",
    "Competency",
    "CompetencyLink",
    "Edition",
    "EditionIsSealed",
    "EditionState",
    "Framework",
    "ItemKind",
    "JobProfile",
    "LevelDescriptor",
    "LinkRole",
    "Need",
    "NotADraft",
    "Owner",
    "Requirement",
    "RequirementSet",
    "Revision",
    "Scale",
    "ScaleLevel",
    "new_uuid",
]
