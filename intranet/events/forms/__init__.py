"""What is asked of the agenda, and of whoever holds a meeting."""

from intranet.events.forms.agenda import FORMAT_LABELS, AgendaSearch, months
from intranet.events.forms.writing import EventForm, ReasonForm, as_typed

__all__ = ["FORMAT_LABELS", "AgendaSearch", "EventForm", "ReasonForm", "as_typed", "months"]
