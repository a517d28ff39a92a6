"""What happens to practices: written, submitted, reviewed, published, verified, taken up."""

from intranet.practices.actions.publication import (
    ask_corrections,
    index,
    publish,
    put_online,
    refuse,
    verify,
)
from intranet.practices.actions.writing import (
    attach,
    begin,
    save,
    submit,
    take_back,
    take_up,
    write_version,
)

__all__ = [
    "ask_corrections",
    "attach",
    "begin",
    "index",
    "publish",
    "put_online",
    "refuse",
    "save",
    "submit",
    "take_back",
    "take_up",
    "verify",
    "write_version",
]
