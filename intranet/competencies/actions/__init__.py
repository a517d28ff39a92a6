"""What happens to the referential and to what speaks through it."""

from intranet.competencies.actions.assessments import Said, declare, heed_erasure
from intranet.competencies.actions.editions import canonical, index, publish
from intranet.competencies.actions.links import Joined, join
from intranet.competencies.actions.requirements import Asked, require

__all__ = [
    "Asked",
    "Joined",
    "Said",
    "canonical",
    "declare",
    "heed_erasure",
    "index",
    "join",
    "publish",
    "require",
]
