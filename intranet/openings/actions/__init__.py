"""What happens to openings: writing, sending, reviewing, publishing, closing, opening again."""

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
from intranet.openings.actions.versions import log
from intranet.openings.actions.writing import delete, draft, reword, wording_of

__all__ = [
    "approve",
    "ask_changes",
    "close",
    "close_overdue",
    "confirm",
    "delete",
    "draft",
    "forget",
    "let_be_found",
    "log",
    "put_online",
    "reject",
    "reopen",
    "reword",
    "send",
    "wording_of",
]
