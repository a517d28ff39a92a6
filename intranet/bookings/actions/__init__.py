"""What happens to seats: one engine, every path; its lock is taken before anything is decided."""

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
    "path_of",
    "place",
    "promote",
    "refuse",
    "register",
    "register_group",
    "settle",
    "tell",
]
