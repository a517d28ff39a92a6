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
from intranet.bookings.actions.naming import name
from intranet.bookings.actions.orders import issue_some, order, ready
from intranet.bookings.actions.registering import (
    Asked,
    Registered,
    Together,
    place,
    register,
    register_group,
)
from intranet.bookings.actions.rules import UnderMinimum, set_seats
from intranet.bookings.actions.seats import Seats, hold
from intranet.bookings.actions.telling import HOLDER, MANAGER, path_of, path_of_approval, tell

__all__ = [
    "HOLDER",
    "MANAGER",
    "Asked",
    "Registered",
    "Seats",
    "Together",
    "UnderMinimum",
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
    "name",
    "order",
    "path_of",
    "path_of_approval",
    "place",
    "promote",
    "ready",
    "refuse",
    "register",
    "register_group",
    "replace",
    "revoke",
    "rotate_key",
    "set_seats",
    "settle",
    "tell",
    "withdraw",
    "withdraw_all",
]
