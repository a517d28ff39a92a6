"""What is asked: on the board, of whoever writes an opening, and of whoever decides on it."""

from intranet.openings.forms.alerts import SavedSearchForm, canonical
from intranet.openings.forms.fields import END_OF_DAY, closing
from intranet.openings.forms.opening import JOB_FAMILIES, OpeningForm, answers
from intranet.openings.forms.search import LEVELS, ORDER_LABELS, TERRITORIES, OpeningSearch
from intranet.openings.forms.verdicts import (
    AnswerForm,
    ClosureForm,
    ReopeningForm,
    ReportForm,
    ReviewForm,
)

__all__ = [
    "END_OF_DAY",
    "JOB_FAMILIES",
    "LEVELS",
    "ORDER_LABELS",
    "TERRITORIES",
    "AnswerForm",
    "ClosureForm",
    "OpeningForm",
    "OpeningSearch",
    "ReopeningForm",
    "ReportForm",
    "ReviewForm",
    "SavedSearchForm",
    "answers",
    "canonical",
    "closing",
]
