"""What may be certified of somebody, and who may act on it: pure predicates that read as law."""

from intranet.bookings.policy.certificates import THRESHOLD, may_withdraw, refusal

__all__ = ["THRESHOLD", "may_withdraw", "refusal"]
