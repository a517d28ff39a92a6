"""How much of each: the same seed gives the same content."""

from __future__ import annotations

from random import Random

from intranet.content.scale import courses, members, openings, practices


def fill(
    member_count: int, opening_count: int, course_count: int, practice_count: int, seed: int
) -> None:
    """Add so many of each to the starting content, which must be in."""
    for count, kind in (
        (member_count, members),
        (opening_count, openings),
        (course_count, courses),
        (practice_count, practices),
    ):
        if count:
            kind.make(count, Random(f"{seed}:{kind.__name__}"))
