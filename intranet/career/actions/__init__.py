"""What happens on one's way: mentors and pairs, sessions that are looked for, what is lacking."""

from intranet.career.actions import mentoring, needs, pairs, wishes

__all__ = [
    "mentoring",
    "needs",
    "pairs",
    "wishes",
]
