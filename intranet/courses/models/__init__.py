"""What a course is, what it leads to, when it takes place, and what is said of it."""

from intranet.courses.models.certifications import (
    Certification,
    CertificationKind,
    QualityCertificate,
)
from intranet.courses.models.courses import (
    KNOWN_TO_ANIMATORS,
    ONLINE,
    STATE_LABELS,
    TRANSITIONS,
    WRITABLE,
    ChangedMeanwhile,
    Course,
    CourseEvent,
    Happening,
    NotAwaited,
    State,
)
from intranet.courses.models.imports import CourseFile
from intranet.courses.models.providers import (
    ProviderIdentity,
    is_activity_number,
    is_siret,
    tidy_number,
)
from intranet.courses.models.results import ASSESSED_BY_LABELS, AssessedBy, CompetencyResult
from intranet.courses.models.runs import (
    LONGEST_RUN,
    CourseRun,
    RunState,
    best_of,
    coming_first,
)
from intranet.courses.models.stamps import CatalogueStamp
from intranet.courses.models.syllabus import (
    LEVEL_LABELS,
    MODE_LABELS,
    TRACK_LABELS,
    Check,
    Mode,
    Raised,
    Syllabus,
    Track,
    checklist,
    missing,
    price_in_words,
)
from intranet.courses.models.versions import (
    FIELD_LABELS,
    CourseVersion,
    Difference,
    VersionState,
    differences,
)

__all__ = [
    "ASSESSED_BY_LABELS",
    "FIELD_LABELS",
    "KNOWN_TO_ANIMATORS",
    "LEVEL_LABELS",
    "LONGEST_RUN",
    "MODE_LABELS",
    "ONLINE",
    "STATE_LABELS",
    "TRACK_LABELS",
    "TRANSITIONS",
    "WRITABLE",
    "AssessedBy",
    "CatalogueStamp",
    "Certification",
    "CertificationKind",
    "ChangedMeanwhile",
    "Check",
    "CompetencyResult",
    "Course",
    "CourseEvent",
    "CourseFile",
    "CourseRun",
    "CourseVersion",
    "Difference",
    "Happening",
    "Mode",
    "NotAwaited",
    "ProviderIdentity",
    "QualityCertificate",
    "Raised",
    "RunState",
    "State",
    "Syllabus",
    "Track",
    "VersionState",
    "best_of",
    "checklist",
    "coming_first",
    "differences",
    "is_activity_number",
    "is_siret",
    "missing",
    "price_in_words",
    "tidy_number",
]
