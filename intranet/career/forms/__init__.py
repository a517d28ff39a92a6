"""What is asked on one's way."""

from intranet.career.forms.mentoring import AskForm, ConditionsForm, EndForm, ReplyForm

__all__ = ["AskForm", "ConditionsForm", "EndForm", "ReplyForm"]
