"""Who may ask for seats, and what may be certified of somebody: pure predicates that read as law."""

from intranet.bookings.policy.certificates import THRESHOLD, may_withdraw, refusal
from intranet.bookings.policy.registrations import (
    holds,
    may_leave,
    may_name,
    may_register,
    may_reopen,
    reads_needs,
)

__all__ = [
    "THRESHOLD",
    "holds",
    "may_leave",
    "may_name",
    "may_register",
    "may_reopen",
    "may_withdraw",
    "reads_needs",
    "refusal",
]
