"""What happens to stages, and to what is told at them."""

from intranet.tour.actions.captures import WRITTEN_WITHIN, assign, drop, note, sheet_of_talk
from intranet.tour.actions.finding import let_all_be_found, let_be_found
from intranet.tour.actions.meetings import gather, put_after, put_before, release
from intranet.tour.actions.stages import Told, change, keep_agenda, role_of
from intranet.tour.actions.succession import STAGES

__all__ = [
    "STAGES",
    "WRITTEN_WITHIN",
    "Told",
    "assign",
    "change",
    "drop",
    "gather",
    "keep_agenda",
    "let_all_be_found",
    "let_be_found",
    "note",
    "put_after",
    "put_before",
    "release",
    "role_of",
    "sheet_of_talk",
]
