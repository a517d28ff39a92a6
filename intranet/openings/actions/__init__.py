"""What happens to openings: writing, sending, reviewing, publishing, closing, opening again."""

from intranet.openings.actions.alerts import (
    MOST_KEPT,
    PURPOSE,
    NameTaken,
    Telling,
    TooManySearches,
    ask_whether_still_wanted,
    forget_told,
    keep,
    set_frequency,
    stop_telling,
)
from intranet.openings.actions.endings import close, close_overdue, extend, reopen
from intranet.openings.actions.publication import (
    approve,
    ask_changes,
    confirm,
    find_what_came_online,
    forget,
    let_be_found,
    plan,
    put_online,
    reject,
    send,
)
from intranet.openings.actions.reports import dismiss, report, resume, suspend, uphold
from intranet.openings.actions.versions import log
from intranet.openings.actions.writing import copy, delete, draft, keep_template, reword, wording_of

__all__ = [
    "MOST_KEPT",
    "PURPOSE",
    "NameTaken",
    "Telling",
    "TooManySearches",
    "approve",
    "ask_changes",
    "ask_whether_still_wanted",
    "close",
    "close_overdue",
    "confirm",
    "copy",
    "delete",
    "dismiss",
    "draft",
    "extend",
    "find_what_came_online",
    "forget",
    "forget_told",
    "keep",
    "keep_template",
    "let_be_found",
    "log",
    "plan",
    "put_online",
    "reject",
    "reopen",
    "report",
    "resume",
    "reword",
    "send",
    "set_frequency",
    "stop_telling",
    "suspend",
    "uphold",
    "wording_of",
]
