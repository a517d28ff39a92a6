"""How registrations are found, counted, and what is known of what they are for."""

from intranet.bookings.queries.occupancy import (
    active_of,
    free_before,
    in_line,
    last_rank,
    occupancy_of,
    positions_of,
    unit_of,
)
from intranet.bookings.queries.subjects import (
    Holder,
    held_by,
    holder_of,
    holders,
    subject_of,
    subjects_of,
)

__all__ = [
    "Holder",
    "active_of",
    "free_before",
    "held_by",
    "holder_of",
    "holders",
    "in_line",
    "last_rank",
    "occupancy_of",
    "positions_of",
    "subject_of",
    "subjects_of",
    "unit_of",
]
