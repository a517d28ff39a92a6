"""What changes from one edition to another: pure rules over what two editions say; no session."""

from intranet.competencies.differences.becoming import Becoming, Fate, becomings
from intranet.competencies.differences.changes import Change, Entry, Said
from intranet.competencies.differences.numbers import BUMP_LABELS, Bump, next_number
from intranet.competencies.differences.reading import Differences, Moved, Reworked, Tie, differences
from intranet.competencies.differences.telling import as_plain, as_rows

__all__ = [
    "BUMP_LABELS",
    "Becoming",
    "Bump",
    "Change",
    "Differences",
    "Entry",
    "Fate",
    "Moved",
    "Reworked",
    "Said",
    "Tie",
    "as_plain",
    "as_rows",
    "becomings",
    "differences",
    "next_number",
]
