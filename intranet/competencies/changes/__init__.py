"""What a proposal would change: pure rules over the text of an edition; no session, no request."""

from intranet.competencies.changes.faults import (
    CONFIRMED_BY,
    MOST_PARTS,
    MUTUAL,
    RELATABLE,
    SHORTEST_RATIONALE,
    Gesture,
    faults,
)
from intranet.competencies.changes.lines import (
    FIELD_LABELS,
    LEVEL_FIELDS,
    Line,
    editorial_possible,
    likeness,
    lines,
    rewrites_much,
    shown,
)
from intranet.competencies.changes.present import (
    EDITABLE,
    Facts,
    Present,
)
from intranet.competencies.changes.texts import LONGEST_TITLE, Fault
from intranet.competencies.changes.threefold import Threefold, divergences, proposed_fields
from intranet.competencies.changes.wording import ALIKE, Mark, Piece, marked, ratio

__all__ = [
    "ALIKE",
    "CONFIRMED_BY",
    "EDITABLE",
    "FIELD_LABELS",
    "LEVEL_FIELDS",
    "LONGEST_TITLE",
    "MOST_PARTS",
    "MUTUAL",
    "RELATABLE",
    "SHORTEST_RATIONALE",
    "Facts",
    "Fault",
    "Gesture",
    "Line",
    "Mark",
    "Piece",
    "Present",
    "Threefold",
    "divergences",
    "editorial_possible",
    "faults",
    "likeness",
    "lines",
    "marked",
    "proposed_fields",
    "ratio",
    "rewrites_much",
    "shown",
]
