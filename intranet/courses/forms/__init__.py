"""What is asked: of the catalogue, of a trainer about a course and its runs, of an animator."""

from intranet.courses.forms.courses import CourseForm, shown
from intranet.courses.forms.decisions import ReasonForm
from intranet.courses.forms.effect import (
    AssessmentForm,
    StandingForm,
    assessment_form,
    standing_form,
)
from intranet.courses.forms.identity import IdentityForm
from intranet.courses.forms.imports import ImportForm
from intranet.courses.forms.quality import QualityForm
from intranet.courses.forms.runs import CancelForm, PostponeForm, RunForm
from intranet.courses.forms.search import CourseSearch

__all__ = [
    "AssessmentForm",
    "CancelForm",
    "CourseForm",
    "CourseSearch",
    "IdentityForm",
    "ImportForm",
    "PostponeForm",
    "QualityForm",
    "ReasonForm",
    "RunForm",
    "StandingForm",
    "assessment_form",
    "shown",
    "standing_form",
]
