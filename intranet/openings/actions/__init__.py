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
from intranet.openings.actions.endings import close, close_overdue, reopen
from intranet.openings.actions.publication import (
    approve,
    ask_changes,
    confirm,
    forget,
    let_be_found,
    put_online,
    reject,
    send,
)
from intranet.openings.actions.reports import dismiss, report, resume, suspend, uphold
from intranet.openings.actions.versions import log
from intranet.openings.actions.writing import delete, draft, reword, wording_of

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
    "delete",
    "dismiss",
    "draft",
    "forget",
    "forget_told",
    "keep",
    "let_be_found",
    "log",
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
