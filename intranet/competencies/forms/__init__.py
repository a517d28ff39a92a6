"""What is asked: words and kinds to search by, and the levels that members say."""

from intranet.competencies.forms.chapters import ChapterForm, chapter_form
from intranet.competencies.forms.debates import (
    OPERATIONS,
    QUORUM,
    STATES,
    DecisionForm,
    OpinionForm,
    ProposalListSearch,
    RemarkForm,
    remark_form,
    whole,
)
from intranet.competencies.forms.editions import EditionForm, PublicationForm
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
from intranet.competencies.forms.operations import FORMS
from intranet.competencies.forms.proposals import ProposalForm
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
    "FORMS",
    "NATURES",
    "OPERATIONS",
    "QUORUM",
    "STATES",
    "AnswerForm",
    "AskForm",
    "ChapterForm",
    "ClaimForm",
    "CoverageSearch",
    "CrossingForm",
    "DayForm",
    "DecisionForm",
    "EditionForm",
    "EraseForm",
    "EvidenceForm",
    "ImportForm",
    "ItemSearch",
    "LevelForm",
    "LevelsForm",
    "OpinionForm",
    "PeopleSearch",
    "ProposalForm",
    "ProposalListSearch",
    "PublicationForm",
    "RemarkForm",
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
    "remark_form",
    "said",
    "team_search",
    "whole",
]
