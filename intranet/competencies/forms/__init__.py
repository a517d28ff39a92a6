"""What is asked: words and kinds to search by, and the levels that members say."""

from intranet.competencies.forms.chapters import ChapterForm, chapter_form
from intranet.competencies.forms.imports import FORMAT_LABELS, ImportForm
from intranet.competencies.forms.items import NATURES, ItemSearch
from intranet.competencies.forms.levels import (
    LevelForm,
    LevelsForm,
    code_of,
    level_form,
    levels_form,
    number,
    said,
)

__all__ = [
    "FORMAT_LABELS",
    "NATURES",
    "ChapterForm",
    "ImportForm",
    "ItemSearch",
    "LevelForm",
    "LevelsForm",
    "chapter_form",
    "code_of",
    "level_form",
    "levels_form",
    "number",
    "said",
]
