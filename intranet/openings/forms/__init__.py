"""What is asked: on the board, of whoever writes an opening, and of whoever decides on it."""

from intranet.openings.forms.alerts import SavedSearchForm, canonical
from intranet.openings.forms.answering import STEP_FORMS, RefusalForm, StepForm
from intranet.openings.forms.answers import answers
from intranet.openings.forms.applications import (
    ANSWERS,
    ApplicationForm,
    ReplacementForm,
    is_sent,
)
from intranet.openings.forms.conversations import MessageForm, NoteForm, SuggestionForm
from intranet.openings.forms.fields import END_OF_DAY, closing
from intranet.openings.forms.imports import FORMAT_LABELS, OpeningsFileForm
from intranet.openings.forms.opening import JOB_FAMILIES, OpeningForm
from intranet.openings.forms.relay import RelayForm
from intranet.openings.forms.search import (
    CLOSES_SOON,
    LEVELS,
    ORDER_LABELS,
    TERRITORIES,
    OpeningSearch,
)
from intranet.openings.forms.team import TeamForm
from intranet.openings.forms.verdicts import (
    REMARKABLE,
    AnswerForm,
    ClosureForm,
    ExtensionForm,
    OutcomeForm,
    ReopeningForm,
    ReportForm,
    ReviewForm,
    TemplateForm,
)

__all__ = [
    "ANSWERS",
    "CLOSES_SOON",
    "END_OF_DAY",
    "FORMAT_LABELS",
    "JOB_FAMILIES",
    "LEVELS",
    "ORDER_LABELS",
    "REMARKABLE",
    "STEP_FORMS",
    "TERRITORIES",
    "AnswerForm",
    "ApplicationForm",
    "ClosureForm",
    "ExtensionForm",
    "MessageForm",
    "NoteForm",
    "OpeningForm",
    "OpeningSearch",
    "OpeningsFileForm",
    "OutcomeForm",
    "RefusalForm",
    "RelayForm",
    "ReopeningForm",
    "ReplacementForm",
    "ReportForm",
    "ReviewForm",
    "SavedSearchForm",
    "StepForm",
    "SuggestionForm",
    "TeamForm",
    "TemplateForm",
    "answers",
    "canonical",
    "closing",
    "is_sent",
]
