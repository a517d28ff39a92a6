"""What is asked of the agenda, and of whoever holds a meeting."""

from intranet.events.forms.agenda import FORMAT_LABELS, AgendaSearch, months
from intranet.events.forms.presence import PresenceForm
from intranet.events.forms.talks import MaterialForm, ScheduleForm, TalkForm, scheduled
from intranet.events.forms.telling import MinutesForm, ReasonForm
from intranet.events.forms.writing import EventForm, ProposalForm, as_typed

__all__ = [
    "FORMAT_LABELS",
    "AgendaSearch",
    "EventForm",
    "MaterialForm",
    "MinutesForm",
    "PresenceForm",
    "ProposalForm",
    "ReasonForm",
    "ScheduleForm",
    "TalkForm",
    "as_typed",
    "months",
    "scheduled",
]
