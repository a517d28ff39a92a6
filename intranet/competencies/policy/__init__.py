"""Who may do what with the referential."""

from intranet.competencies.policy.editions import may_prepare, may_read
from intranet.competencies.policy.evidence import (
    may_answer,
    may_ask,
    may_be_asked,
    may_look,
    may_show_evidence,
)
from intranet.competencies.policy.imports import may_import
from intranet.competencies.policy.levels import may_declare, may_see_who_helps
from intranet.competencies.policy.proposals import (
    is_arbiter,
    is_led_to_reword,
    may_apply,
    may_check,
    may_decide,
    may_lead,
    may_propose,
    may_read_proposals,
    may_reword,
    may_speak,
    may_take_position,
    may_withdraw,
    may_write,
    wrote,
)
from intranet.competencies.policy.together import (
    may_see_coverage,
    may_see_team,
    may_share_with_team,
)

__all__ = [
    "is_arbiter",
    "is_led_to_reword",
    "may_answer",
    "may_apply",
    "may_ask",
    "may_be_asked",
    "may_check",
    "may_decide",
    "may_declare",
    "may_import",
    "may_lead",
    "may_look",
    "may_prepare",
    "may_propose",
    "may_read",
    "may_read_proposals",
    "may_reword",
    "may_see_coverage",
    "may_see_team",
    "may_see_who_helps",
    "may_share_with_team",
    "may_show_evidence",
    "may_speak",
    "may_take_position",
    "may_withdraw",
    "may_write",
    "wrote",
]
