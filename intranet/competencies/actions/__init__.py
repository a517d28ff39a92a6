"""What happens to the referential and to what speaks through it."""

from intranet.competencies.actions.assessments import (
    KEPT,
    Interest,
    Said,
    confirm,
    declare,
    declare_all,
    heed_erasure,
)
from intranet.competencies.actions.drafts import open_draft
from intranet.competencies.actions.editions import canonical, index, publish
from intranet.competencies.actions.imports import (
    AlreadyBrought,
    bring,
    claim,
    draft_for_import,
    keep,
    plan_of,
)
from intranet.competencies.actions.links import Joined, join
from intranet.competencies.actions.requirements import Asked, require

__all__ = [
    "KEPT",
    "AlreadyBrought",
    "Asked",
    "Interest",
    "Joined",
    "Said",
    "bring",
    "canonical",
    "claim",
    "confirm",
    "declare",
    "declare_all",
    "draft_for_import",
    "heed_erasure",
    "index",
    "join",
    "keep",
    "open_draft",
    "plan_of",
    "publish",
    "require",
]
