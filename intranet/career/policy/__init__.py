"""Who may do what on one's way: pure predicates that read as law."""

from intranet.career.policy import mentoring, needs, pairs, plans

__all__ = ["mentoring", "needs", "pairs", "plans"]
