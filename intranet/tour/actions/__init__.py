"""What happens to stages, and to what is told at them."""

from intranet.tour.actions.captures import assign, drop, note, sheet_of_talk
from intranet.tour.actions.finding import let_be_found
from intranet.tour.actions.stages import Told, change, keep_agenda, role_of

__all__ = [
    "Told",
    "assign",
    "change",
    "drop",
    "keep_agenda",
    "let_be_found",
    "note",
    "role_of",
    "sheet_of_talk",
]
