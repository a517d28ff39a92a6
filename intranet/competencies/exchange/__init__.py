"""The referential in and out of files: pure codecs, without session or request.

A codec reads bytes into what a file *brings* (`Brought`: lines and bonds), or writes an edition
(`Whole`) as bytes. `plan` compares what is brought with the draft, and tells row by row what would
happen; writing it is for `actions`.
"""

from intranet.competencies.exchange.case_write import strict as case_strict
from intranet.competencies.exchange.case_write import verbatim as case_verbatim
from intranet.competencies.exchange.codecs import Exported, echo, export, read, template
from intranet.competencies.exchange.contents import (
    Brought,
    Entry,
    External,
    Header,
    Step,
    Tie,
    Unreadable,
    Whole,
)
from intranet.competencies.exchange.linked_data import defined_term, defined_term_set
from intranet.competencies.exchange.planning import plan
from intranet.competencies.exchange.plans import (
    OUTCOME_LABELS,
    BondWrite,
    Outcome,
    Plan,
    Present,
    Row,
    Write,
)

__all__ = [
    "OUTCOME_LABELS",
    "BondWrite",
    "Brought",
    "Entry",
    "Exported",
    "External",
    "Header",
    "Outcome",
    "Plan",
    "Present",
    "Row",
    "Step",
    "Tie",
    "Unreadable",
    "Whole",
    "Write",
    "case_strict",
    "case_verbatim",
    "defined_term",
    "defined_term_set",
    "echo",
    "export",
    "plan",
    "read",
    "template",
]
