"""Which courses can leave as LHÉO, and what the others lack, in words for their trainers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intranet.bookings.models import Occupancy
from intranet.competencies.models import CompetencyLink
from intranet.competencies.queries import Catalogue
from intranet.courses.models import Course, CourseRun, ProviderIdentity


@dataclass(frozen=True)
class Offered:
    """A course with all that its offer says."""

    course: Course
    identity: ProviderIdentity | None
    runs: Sequence[CourseRun]
    links: Collection[CompetencyLink]
    taken: Mapping[int, Occupancy]  # by bookable


@dataclass(frozen=True)
class Where:
    """What the writer is told of the site and of the day."""

    site: str  # its address, without a slash at the end
    at: datetime
    catalogue: Catalogue


@dataclass(frozen=True)
class Lack:
    """What is missing, and where it is said: the field of a form, or the identity of the provider."""

    sentence: str
    field: str


def leaving(offered: Offered, at: datetime) -> list[CourseRun]:
    """The runs that an offer holds: dated, and not over."""
    return [
        run
        for run in offered.runs
        if run.starts_on and run.ends_on and run.ends_at and run.ends_at > at
    ]


def lacks(offered: Offered, at: datetime) -> list[Lack]:
    """What LHÉO demands and the course does not say; nothing where it can leave."""
    course = offered.course
    missing = [
        Lack(sentence, field)
        for field, sentence in DEMANDED.items()
        if not getattr(course, field).strip()
    ]
    if offered.identity is None:
        missing.append(
            Lack("Le SIRET, le numéro de déclaration d’activité et l’adresse de l’organisme.", "identity")
        )  # fmt: skip
    if not (course.expected_results.strip() or any(link.level_to for link in offered.links)):
        missing.append(Lack("Les résultats attendus, ou les compétences visées.", "teaches"))
    if not (course.contact_email or course.contact_phone):
        missing.append(Lack("Un courriel ou un téléphone de contact.", "contact_email"))
    if not leaving(offered, at):
        missing.append(Lack("Une session datée à venir ou en cours.", "starts_on"))
    return missing


DEMANDED = {"objectives": "Les objectifs.", "content": "Le programme."}
