"""What happens to practices: written, submitted, reviewed, published, verified, taken up."""

from intranet.practices.actions.publication import (
    ask_corrections,
    index,
    publish,
    put_online,
    refuse,
    verify,
)
from intranet.practices.actions.saving import (
    answers_of,
    forget_saves,
    is_there,
    restore,
    save,
    write_version,
)
from intranet.practices.actions.writing import attach, begin, submit, take_back, take_up

__all__ = [
    "answers_of",
    "ask_corrections",
    "attach",
    "begin",
    "forget_saves",
    "index",
    "is_there",
    "publish",
    "put_online",
    "refuse",
    "restore",
    "save",
    "submit",
    "take_back",
    "take_up",
    "verify",
    "write_version",
]
