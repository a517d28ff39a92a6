"""Who may do what with the referential."""

from intranet.competencies.policy.imports import may_import
from intranet.competencies.policy.levels import may_declare, may_see_who_helps

__all__ = [
    "may_declare",
    "may_import",
    "may_see_who_helps",
]
