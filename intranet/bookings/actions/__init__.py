"""What happens to seats and to documents: one engine, every path; its lock comes before all."""

from intranet.bookings.actions.answering import (
    accept,
    approve,
    call_off,
    cancel,
    decline,
    dismiss,
    promote,
    refuse,
    settle,
)
from intranet.bookings.actions.certificates import (
    issue,
    key_in_force,
    replace,
    revoke,
    rotate_key,
    withdraw,
    withdraw_all,
)
from intranet.bookings.actions.orders import issue_some, order, ready
from intranet.bookings.actions.registering import (
    Asked,
    Registered,
    Together,
    place,
    register,
    register_group,
)
from intranet.bookings.actions.seats import Seats, hold
from intranet.bookings.actions.telling import HOLDER, path_of, tell

__all__ = [
    "HOLDER",
    "Asked",
    "Registered",
    "Seats",
    "Together",
    "accept",
    "approve",
    "call_off",
    "cancel",
    "decline",
    "dismiss",
    "hold",
    "issue",
    "issue_some",
    "key_in_force",
    "order",
    "path_of",
    "place",
    "promote",
    "ready",
    "refuse",
    "register",
    "register_group",
    "replace",
    "revoke",
    "rotate_key",
    "settle",
    "tell",
    "withdraw",
    "withdraw_all",
]
