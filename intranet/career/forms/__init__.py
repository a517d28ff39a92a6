"""What is asked on one's way."""

from intranet.career.forms.mentoring import AskForm, ConditionsForm, EndForm, ReplyForm
from intranet.career.forms.needs import NeedSearch, WishForm, need_search
from intranet.career.forms.pairs import DayForm, version_of

__all__ = [
    "AskForm",
    "ConditionsForm",
    "DayForm",
    "EndForm",
    "NeedSearch",
    "ReplyForm",
    "WishForm",
    "need_search",
    "version_of",
]
