"""What happens on one's way: mentors and pairs, each told by letter, each place given once."""

from intranet.career.actions import mentoring, pairs

__all__ = ["mentoring", "pairs"]
