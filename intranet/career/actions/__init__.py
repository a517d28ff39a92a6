"""What happens on one's way: mentors and pairs, sessions that are looked for, what is lacking."""

from intranet.career.actions import (
    contacts,
    leaving,
    mentoring,
    needs,
    pairs,
    plans,
    plans_sharing,
    wishes,
)

__all__ = [
    "contacts",
    "leaving",
    "mentoring",
    "needs",
    "pairs",
    "plans",
    "plans_sharing",
    "wishes",
]
