"""How the Tour is read: its stages, and what was noted at them."""

from intranet.tour.queries.captures import (
    born_at,
    capture_of,
    noted_at,
    sheet_of,
    still_to_write,
    talk_to_tell,
)
from intranet.tour.queries.leading import stages_of_meeting, stages_of_sheet
from intranet.tour.queries.meetings import (
    Gathered,
    could_be_of,
    gathered_by,
    in_region,
    meetings_of,
    stage_of,
    talks_of,
    with_a_sheet,
)
from intranet.tour.queries.stages import (
    chambers_of,
    figures,
    joined_by,
    latest_year,
    next_stage,
    partnerships_by_region,
    partnerships_of,
    possible_hosts,
    present_tour,
    stage_in,
    to_programme_count,
)

__all__ = [
    "Gathered",
    "born_at",
    "capture_of",
    "chambers_of",
    "could_be_of",
    "figures",
    "gathered_by",
    "in_region",
    "joined_by",
    "latest_year",
    "meetings_of",
    "next_stage",
    "noted_at",
    "partnerships_by_region",
    "partnerships_of",
    "possible_hosts",
    "present_tour",
    "sheet_of",
    "stage_in",
    "stage_of",
    "stages_of_meeting",
    "stages_of_sheet",
    "still_to_write",
    "talk_to_tell",
    "talks_of",
    "to_programme_count",
    "with_a_sheet",
]
