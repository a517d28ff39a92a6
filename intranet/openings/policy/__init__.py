"""Who may do what with an opening, and what it must say to be published."""

from intranet.openings.policy.people import (
    EDITABLE,
    goes_online_directly,
    may_close,
    may_confirm,
    may_copy,
    may_delete,
    may_edit,
    may_extend,
    may_follow,
    may_keep_searches,
    may_post,
    may_publish,
    may_reopen,
    may_review,
    recruits_for,
)
from intranet.openings.policy.publication import LONGEST, a_month_after, faults, is_neutral, neutral
from intranet.openings.policy.reports import may_answer_reports, may_report, may_resume, may_suspend

__all__ = [
    "EDITABLE",
    "LONGEST",
    "a_month_after",
    "faults",
    "goes_online_directly",
    "is_neutral",
    "may_answer_reports",
    "may_close",
    "may_confirm",
    "may_copy",
    "may_delete",
    "may_edit",
    "may_extend",
    "may_follow",
    "may_keep_searches",
    "may_post",
    "may_publish",
    "may_reopen",
    "may_report",
    "may_resume",
    "may_review",
    "may_suspend",
    "neutral",
    "recruits_for",
]
