"""What is asked on one's way."""

from intranet.career.forms.mentoring import AskForm, ConditionsForm, EndForm, ReplyForm
from intranet.career.forms.pairs import DayForm, version_of

__all__ = ["AskForm", "ConditionsForm", "DayForm", "EndForm", "ReplyForm", "version_of"]
