"""What happens to practices: written, submitted, reviewed, published, verified, taken up."""

from intranet.practices.actions.publication import (
    ask_corrections,
    index,
    publish,
    put_online,
    refuse,
)
from intranet.practices.actions.saving import (
    answer_for,
    answers_of,
    forget_saves,
    is_there,
    restore,
    save,
    write_version,
)
from intranet.practices.actions.truth import (
    EXACT,
    archive,
    close_report,
    remind_of_drafts,
    report,
    say_over,
    say_to_correct,
    tell_of_orphans,
    tell_to_verify,
    unarchive,
    verify,
)
from intranet.practices.actions.writing import attach, begin, submit, take_back, take_up

__all__ = [
    "EXACT",
    "answer_for",
    "answers_of",
    "archive",
    "ask_corrections",
    "attach",
    "begin",
    "close_report",
    "forget_saves",
    "index",
    "is_there",
    "publish",
    "put_online",
    "refuse",
    "remind_of_drafts",
    "report",
    "restore",
    "save",
    "say_over",
    "say_to_correct",
    "submit",
    "take_back",
    "take_up",
    "tell_of_orphans",
    "tell_to_verify",
    "unarchive",
    "verify",
    "write_version",
]
