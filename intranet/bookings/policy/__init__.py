"""Who may ask for seats, and what may be certified of somebody: pure predicates that read as law."""

from intranet.bookings.policy.attendance import (
    AT_THE_DOOR,
    TAKEN_BACK_WITHIN,
    may_be_taken_back,
    may_reopen,
    may_write_template,
)
from intranet.bookings.policy.certificates import (
    THRESHOLD,
    may_withdraw,
    refusal,
    waits_for_its_name,
)
from intranet.bookings.policy.registrations import (
    holds,
    may_exchange,
    may_leave,
    may_name,
    may_register,
    reads_needs,
    reads_video_link,
)

__all__ = [
    "AT_THE_DOOR",
    "TAKEN_BACK_WITHIN",
    "THRESHOLD",
    "holds",
    "may_be_taken_back",
    "may_exchange",
    "may_leave",
    "may_name",
    "may_register",
    "may_reopen",
    "may_withdraw",
    "may_write_template",
    "reads_needs",
    "reads_video_link",
    "refusal",
    "waits_for_its_name",
]
