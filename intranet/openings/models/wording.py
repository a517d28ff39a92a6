"""What an opening says: everything its author writes, apart from the row that keeps it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING

from intranet.openings.models.openings import Opening
from intranet.openings.models.words import (
    ApplyMode,
    Category,
    Experience,
    JobKind,
    Route,
    Vacancy,
    WorkTime,
)

if TYPE_CHECKING:
    from intranet.competencies.actions import Asked


@dataclass(frozen=True, kw_only=True)
class Wording:
    """All that is asked of the author. A draft needs its title alone; see policy.faults."""

    title: str
    kind: JobKind = JobKind.JOB
    job_profile_id: int | None = None
    missions: str = ""
    profile: str = ""
    positions: int = 1
    work_time: WorkTime = WorkTime.FULL
    work_share: int | None = None
    telework_days: int | None = None
    start_on: date | None = None
    end_on: date | None = None
    experience: Experience | None = None
    municipality_code: str | None = None
    pay_min: int | None = None
    pay_max: int | None = None
    pay_note: str = ""
    category: Category | None = None
    grades: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    vacancy: Vacancy | None = None
    vacant_on: date | None = None
    recruiting_authority: str = ""
    job_family: str = ""
    conditions: str = ""
    benefits: str = ""
    urgent_reason: str = ""
    apply_mode: ApplyMode = ApplyMode.ELSEWHERE
    is_cv_required: bool = True
    pledged_days: int | None = None
    is_confidential: bool = False
    is_anonymous: bool = False
    questions: tuple[str, ...] = ()
    apply_email: str = ""
    how_to_apply: str = ""
    apply_url: str = ""
    csp_reference: str = ""
    csp_published_on: date | None = None
    et_reference: str = ""
    closes_at: datetime | None = None
    asked: tuple[Asked, ...] = ()

    @classmethod
    def of(cls, opening: Opening, asked: tuple[Asked, ...]) -> Wording:
        """What an opening says now."""
        said = {name: getattr(opening, name) for name in ROW_FIELDS}
        said["grades"], said["routes"] = tuple(opening.grades), tuple(opening.routes)
        said["questions"] = tuple(opening.questions)
        return cls(**said, asked=asked)

    def differences(self, other: Wording) -> list[str]:
        """The names of what the other says otherwise."""
        return [
            found.name
            for found in fields(self)
            if getattr(self, found.name) != getattr(other, found.name)
        ]


# What is written freely, and read by all.
FREE_TEXTS = (
    "title", "missions", "profile", "conditions", "benefits", "how_to_apply", "pay_note",
    "recruiting_authority", "job_family", "urgent_reason",
)  # fmt: skip
ROW_FIELDS = tuple(found.name for found in fields(Wording) if found.name != "asked")

FIELD_LABELS = {
    "title": "intitulé",
    "kind": "type d’emploi",
    "job_profile_id": "métier",
    "missions": "missions",
    "profile": "profil",
    "positions": "nombre de postes",
    "work_time": "temps de travail",
    "work_share": "quotité",
    "telework_days": "télétravail",
    "start_on": "prise de poste",
    "end_on": "fin du contrat",
    "experience": "expérience",
    "municipality_code": "lieu",
    "pay_min": "rémunération",
    "pay_max": "rémunération",
    "pay_note": "rémunération",
    "category": "catégorie",
    "grades": "grades",
    "routes": "modalités d’accès",
    "vacancy": "motif",
    "vacant_on": "date de vacance",
    "recruiting_authority": "autorité de recrutement",
    "job_family": "famille de métiers",
    "conditions": "conditions d’exercice",
    "benefits": "avantages",
    "urgent_reason": "urgence",
    "apply_mode": "façon de candidater",
    "is_cv_required": "pièces demandées",
    "pledged_days": "délai de réponse",
    "is_confidential": "confidentialité",
    "is_anonymous": "anonymat des candidatures",
    "questions": "questions",
    "apply_email": "adresse des candidatures",
    "how_to_apply": "comment candidater",
    "apply_url": "adresse pour candidater",
    "csp_reference": "référence Choisir le service public",
    "csp_published_on": "date de publication de l’avis",
    "et_reference": "référence Emploi territorial",
    "closes_at": "date limite",
    "asked": "compétences",
}
