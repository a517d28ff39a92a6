"""How one’s way is read: what closes gaps, and what joins the boards, item by item."""

from intranet.career.queries import mentoring, pairs, passing_on
from intranet.career.queries.aims import opening_aimed_at
from intranet.career.queries.crossroads import (
    Asked,
    Held,
    Shown,
    asked_for,
    held_by,
    lacking,
    month_in_words,
    next_runs_raising,
    shown_by,
)
from intranet.career.queries.raising import (
    FOR_EACH,
    origin_of,
    seats_raising,
)
from intranet.career.queries.seats import Seat, effects_of
from intranet.career.queries.ways import Post, gaps_in_demand, posts_of, runs_taken_by

__all__ = [
    "FOR_EACH",
    "Asked",
    "Held",
    "Post",
    "Seat",
    "Shown",
    "asked_for",
    "effects_of",
    "gaps_in_demand",
    "held_by",
    "lacking",
    "mentoring",
    "month_in_words",
    "next_runs_raising",
    "opening_aimed_at",
    "origin_of",
    "pairs",
    "passing_on",
    "posts_of",
    "runs_taken_by",
    "seats_raising",
    "shown_by",
]
