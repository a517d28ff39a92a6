"""How the Tour is read: its stages, and what was noted at them."""

from intranet.tour.queries.captures import (
    Gathered,
    capture_of,
    gathered_at,
    noted_at,
    sheet_of,
    still_to_write,
    talk_to_tell,
)
from intranet.tour.queries.stages import (
    chambers_of,
    figures,
    joined_by,
    next_stage,
    partnerships_by_region,
    partnerships_of,
    possible_hosts,
    present_tour,
    stage_in,
)

__all__ = [
    "Gathered",
    "capture_of",
    "chambers_of",
    "figures",
    "gathered_at",
    "joined_by",
    "next_stage",
    "noted_at",
    "partnerships_by_region",
    "partnerships_of",
    "possible_hosts",
    "present_tour",
    "sheet_of",
    "stage_in",
    "still_to_write",
    "talk_to_tell",
]
