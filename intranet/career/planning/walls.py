"""What keeps a course out of a path."""

from __future__ import annotations

from enum import IntEnum


class Barrier(IntEnum):
    """Why a course is not in a path; the greatest is the nearest to being overcome."""

    NO_RUN = 1  # nothing is announced
    NO_PRICE = 2  # what it costs is not said
    NO_SEAT = 3
    TOO_LATE = 4
    ELSEWHERE = 5  # not where the person would go
    SET_ASIDE = 6  # the person does not want it
    ASKS_MORE = 7  # its prerequisites are out of reach
    OVERLAPS = 8
    OVER_BUDGET = 9
