"""What is asked: words and kinds to search by, and the levels that members say."""

from intranet.competencies.forms.chapters import ChapterForm, chapter_form
from intranet.competencies.forms.evidence import (
    ENDORSE,
    AnswerForm,
    AskForm,
    ClaimForm,
    EvidenceForm,
    PeopleSearch,
    RevocationForm,
    VisibilityForm,
)
from intranet.competencies.forms.imports import FORMAT_LABELS, ImportForm
from intranet.competencies.forms.items import NATURES, CrossingForm, ItemSearch
from intranet.competencies.forms.levels import (
    DayForm,
    LevelForm,
    LevelsForm,
    code_of,
    level_form,
    levels_form,
    number,
    said,
)
from intranet.competencies.forms.sharing import EraseForm, ShareForm
from intranet.competencies.forms.together import (
    CoverageSearch,
    TeamSearch,
    coverage_search,
    team_search,
)

__all__ = [
    "ENDORSE",
    "FORMAT_LABELS",
    "NATURES",
    "AnswerForm",
    "AskForm",
    "ChapterForm",
    "ClaimForm",
    "CoverageSearch",
    "CrossingForm",
    "DayForm",
    "EraseForm",
    "EvidenceForm",
    "ImportForm",
    "ItemSearch",
    "LevelForm",
    "LevelsForm",
    "PeopleSearch",
    "RevocationForm",
    "ShareForm",
    "TeamSearch",
    "VisibilityForm",
    "chapter_form",
    "code_of",
    "coverage_search",
    "level_form",
    "levels_form",
    "number",
    "said",
    "team_search",
]
