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
from intranet.bookings.actions.calendars import note_reading, renew_address, revoke_address
from intranet.bookings.actions.certificates import (
    HANDED,
    issue,
    key_in_force,
    replace,
    revoke,
    rotate_key,
    withdraw,
    withdraw_all,
)
from intranet.bookings.actions.due import (
    confirm_those_with_enough,
    forget_needs,
    to_settle,
    warn_of_minimum,
)
from intranet.bookings.actions.farewell import leave_all
from intranet.bookings.actions.lifecycle import complete, exchange, postpone
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
from intranet.bookings.actions.rules import Rules, set_rules, set_seats
from intranet.bookings.actions.seats import Seats, hold
from intranet.bookings.actions.slots import (
    QUIET,
    Stretch,
    add_slots,
    announce,
    change_slot,
    follow_days,
    keep,
    note_move,
    remove_slot,
)
from intranet.bookings.actions.telling import (
    HOLDER,
    MANAGER,
    address_of,
    path_of,
    path_of_approval,
    tell,
)

__all__ = [
    "HANDED",
    "HOLDER",
    "MANAGER",
    "QUIET",
    "Asked",
    "Registered",
    "Rules",
    "Seats",
    "Stretch",
    "Together",
    "accept",
    "add_slots",
    "address_of",
    "announce",
    "approve",
    "call_off",
    "cancel",
    "change_slot",
    "complete",
    "confirm_those_with_enough",
    "decline",
    "dismiss",
    "exchange",
    "follow_days",
    "forget_needs",
    "hold",
    "issue",
    "issue_some",
    "keep",
    "key_in_force",
    "leave_all",
    "name",
    "note_move",
    "note_reading",
    "order",
    "path_of",
    "path_of_approval",
    "place",
    "postpone",
    "promote",
    "ready",
    "refuse",
    "register",
    "register_group",
    "remove_slot",
    "renew_address",
    "replace",
    "revoke",
    "revoke_address",
    "rotate_key",
    "set_rules",
    "set_seats",
    "settle",
    "tell",
    "to_settle",
    "warn_of_minimum",
    "withdraw",
    "withdraw_all",
]
