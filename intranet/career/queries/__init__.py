"""How what joins the boards is found: the runs that close gaps."""

from intranet.career.queries.raising import (
    FOR_EACH,
    origin_of,
    seats_raising,
)
from intranet.career.queries.seats import Seat, effects_of

__all__ = [
    "FOR_EACH",
    "Seat",
    "effects_of",
    "origin_of",
    "seats_raising",
]
