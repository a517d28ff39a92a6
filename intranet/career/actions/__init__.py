"""What happens on one's way: mentors and pairs, sessions that are looked for, what is lacking."""

from intranet.career.actions import (
    leaving,
    mentoring,
    needs,
    pairs,
    plans,
    plans_sharing,
    wishes,
)

__all__ = [
    "leaving",
    "mentoring",
    "needs",
    "pairs",
    "plans",
    "plans_sharing",
    "wishes",
]
