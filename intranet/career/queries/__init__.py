"""How one’s way is read: what closes gaps, and what joins the boards, item by item."""

from intranet.career.queries import mentoring, pairs, passing_on
from intranet.career.queries.aims import opening_aimed_at
from intranet.career.queries.counting import Counted, counted, is_open
from intranet.career.queries.crossroads import (
    Asked,
    Held,
    Shown,
    asked_for,
    held_by,
    lacking,
    month_in_words,
    months_up_to,
    next_runs_raising,
    shown_by,
)
from intranet.career.queries.needs import (
    ORDER_LABELS,
    NeedLine,
    Order,
    Wanted,
    counted_at,
    months_of,
    need_of,
    needs,
    unmet_by_region,
)
from intranet.career.queries.raising import FOR_EACH, origin_of, seats_raising
from intranet.career.queries.seats import ANYWHERE, Seat, Wishes, effects_of
from intranet.career.queries.ways import Post, gaps_in_demand, posts_of, runs_taken_by
from intranet.career.queries.wishes import (
    answered_by,
    answers_to_tell,
    answers_to_wishes,
    open_wish,
    runs_with_course,
    taught_by,
    wish_of,
    wishes_of,
)

__all__ = [
    "ANYWHERE",
    "FOR_EACH",
    "ORDER_LABELS",
    "Asked",
    "Counted",
    "Held",
    "NeedLine",
    "Order",
    "Post",
    "Seat",
    "Shown",
    "Wanted",
    "Wishes",
    "answered_by",
    "answers_to_tell",
    "answers_to_wishes",
    "asked_for",
    "counted",
    "counted_at",
    "effects_of",
    "gaps_in_demand",
    "held_by",
    "is_open",
    "lacking",
    "mentoring",
    "month_in_words",
    "months_of",
    "months_up_to",
    "need_of",
    "needs",
    "next_runs_raising",
    "open_wish",
    "opening_aimed_at",
    "origin_of",
    "pairs",
    "passing_on",
    "posts_of",
    "runs_taken_by",
    "runs_with_course",
    "seats_raising",
    "shown_by",
    "taught_by",
    "unmet_by_region",
    "wish_of",
    "wishes_of",
]
