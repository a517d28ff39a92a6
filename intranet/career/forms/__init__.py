"""What is asked on one's way."""

from intranet.career.forms.contacts import JobForm, QuestionForm
from intranet.career.forms.mentoring import (
    AskForm,
    ConditionsForm,
    EndForm,
    ReplyForm,
)
from intranet.career.forms.needs import (
    NeedSearch,
    WishForm,
    need_search,
)
from intranet.career.forms.pairs import DayForm
from intranet.career.forms.plans import (
    FrameForm,
    NewPlanForm,
    ReplaceForm,
    SharePlanForm,
)
from intranet.career.forms.teams import ABSENT_ONLY, DirectorSearch

__all__ = [
    "ABSENT_ONLY",
    "AskForm",
    "ConditionsForm",
    "DayForm",
    "DirectorSearch",
    "EndForm",
    "FrameForm",
    "JobForm",
    "NeedSearch",
    "NewPlanForm",
    "QuestionForm",
    "ReplaceForm",
    "ReplyForm",
    "SharePlanForm",
    "WishForm",
    "need_search",
]
