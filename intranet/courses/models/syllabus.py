"""What is said of a course, and what the public must be told of it (Qualiopi, indicator 1).

Pure: the same functions answer for a course, for a form half filled, for a revision under review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from intranet.kit.texts import NO_BREAK, euros

if TYPE_CHECKING:
    from intranet.courses.models.certifications import Certification
    from intranet.courses.models.courses import Course


class Track(StrEnum):
    """For whom: students, or people at work."""

    INITIAL = "initial"
    CONTINUING = "continuing"


class Mode(StrEnum):
    """Where one learns."""

    ONSITE = "onsite"
    REMOTE = "remote"
    MIXED = "mixed"


TRACK_LABELS = {Track.CONTINUING: "Formation continue", Track.INITIAL: "Formation initiale"}
MODE_LABELS = {
    Mode.ONSITE: "En salle",
    Mode.REMOTE: "À distance",
    Mode.MIXED: "En salle et à distance",
}
# The levels of the national frame of certifications.
LEVEL_LABELS = {
    3: "Niveau 3 (CAP)",
    4: "Niveau 4 (bac)",
    5: "Niveau 5 (bac+2)",
    6: "Niveau 6 (bac+3)",
    7: "Niveau 7 (bac+5)",
    8: "Niveau 8 (doctorat)",
}


@dataclass(frozen=True)
class Raised:
    """A competency and its levels: taught `before` → `after`; presupposed where `before` is None."""

    competency_id: int
    after: int
    before: int | None = None
    # How it is assessed; None where whoever speaks says nothing of it: what was said stays.
    assessment: str | None = None


@dataclass(frozen=True)
class Syllabus:
    """All that a trainer says of a course. Its fields bear the names of the course's own."""

    title: str
    track: Track = Track.CONTINUING
    mode: Mode = Mode.ONSITE
    hours: int | None = None
    duration_note: str = ""
    entry_level: int | None = None
    exit_level: int | None = None
    audience: str = ""
    objectives: str = ""
    content: str = ""
    methods: str = ""
    assessment: str = ""
    expected_results: str = ""
    formacodes: list[str] = field(default_factory=list)
    prerequisites: str = ""
    access_conditions: str = ""
    access_delay: str = ""
    accessibility: str = ""
    disability_contact: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    price_cents: int | None = None
    price_note: str = ""
    is_certifying: bool = False
    certification: Certification | None = None
    teaches: tuple[Raised, ...] = ()
    presupposes: tuple[Raised, ...] = ()

    @property
    def links(self) -> tuple[Raised, ...]:
        return self.teaches + self.presupposes

    @classmethod
    def of(
        cls, course: Course, teaches: Sequence[Raised], presupposes: Sequence[Raised]
    ) -> Syllabus:
        """What a course says now."""
        said = {name: getattr(course, name) for name in COLUMNS}
        return cls(**said, teaches=tuple(teaches), presupposes=tuple(presupposes))

    def kept(self) -> dict[str, Any]:
        """As JSON: what a revision under review keeps."""
        plain = {name: getattr(self, name) for name in COLUMNS if name != "certification"}
        return plain | {
            "certification_id": self.certification.id if self.certification else None,
            "teaches": [asdict(each) for each in self.teaches],
            "presupposes": [asdict(each) for each in self.presupposes],
        }

    @classmethod
    def read(cls, kept: dict[str, Any], certification: Certification | None) -> Syllabus:
        """From what `kept` wrote; the certification is found again by its id."""
        said = {name: kept[name] for name in COLUMNS if name in kept}
        said |= {"track": Track(kept["track"]), "mode": Mode(kept["mode"])}
        return cls(
            **said,
            certification=certification,
            teaches=tuple(Raised(**each) for each in kept["teaches"]),
            presupposes=tuple(Raised(**each) for each in kept["presupposes"]),
        )


COLUMNS = [each.name for each in fields(Syllabus) if each.name not in {"teaches", "presupposes"}]


@dataclass(frozen=True)
class Check:
    """One thing that the public must be told: where it is asked, and what to write."""

    field: str
    label: str
    sentence: str
    is_met: bool


def checklist(
    course: Course | Syllabus, runs: Sequence[object], links: Sequence[Raised]
) -> list[Check]:
    """Everything asked before publication, in the order of the form, met or not."""
    teaches = [link for link in links if link.before is not None]
    presupposes = [link for link in links if link.before is None]
    has_duration = bool(course.hours or course.duration_note)
    has_price = course.price_cents is not None or bool(course.price_note)
    checks = [
        Check("title", "Intitulé", "Donnez un intitulé.", bool(course.title)),
        Check(
            "hours",
            "Durée",
            "Indiquez la durée, en heures ou en quelques mots.",
            has_duration,
        ),
        Check(
            "objectives",
            "Objectifs",
            "Écrivez les objectifs, sous la forme « être capable de… ».",
            bool(course.objectives),
        ),
        Check("content", "Programme", "Décrivez le programme.", bool(course.content)),
        Check(
            "methods",
            "Méthodes",
            "Dites comment on apprend : mises en situation, cas, travaux à distance…",
            bool(course.methods),
        ),
        Check(
            "assessment",
            "Évaluation",
            "Dites comment les acquis sont évalués.",
            bool(course.assessment),
        ),
        Check(
            "teaches",
            "Compétences visées",
            "Choisissez au moins une compétence, avec son niveau avant et après.",
            bool(teaches),
        ),
        Check(
            "prerequisites",
            "Prérequis",
            "Dites les prérequis, ou écrivez « Aucun ».",
            bool(course.prerequisites or presupposes),
        ),
    ]
    if course.is_certifying:
        checks.append(
            Check(
                "certification_code",
                "Certification",
                "Donnez le numéro RNCP ou RS de la certification.",
                course.certification is not None,
            )
        )
    checks += [
        Check(
            "access_conditions",
            "Conditions d’accès",
            "Dites comment on s’inscrit.",
            bool(course.access_conditions),
        ),
        Check(
            "access_delay",
            "Délai d’accès",
            "Dites combien de temps avant le début on peut s’inscrire.",
            bool(course.access_delay),
        ),
        Check(
            "price",
            "Prix",
            "Indiquez le prix, ou dites en quelques mots comment il est fixé.",
            has_price,
        ),
        Check(
            "accessibility",
            "Accessibilité",
            "Dites comment une personne handicapée peut suivre la formation.",
            bool(course.accessibility),
        ),
        Check(
            "contact_email",
            "Contact",
            "Donnez un courriel ou un téléphone pour se renseigner.",
            bool(course.contact_email or course.contact_phone),
        ),
    ]
    if course.track is Track.CONTINUING:
        checks.append(
            Check(
                "starts_on",
                "Première session",
                "Annoncez au moins une session : ses dates, et sa commune ou « à distance ».",
                bool(runs),
            )
        )
    return checks


def missing(
    course: Course | Syllabus, runs: Sequence[object], links: Sequence[Raised]
) -> list[Check]:
    """What must still be said before publication. `links`: what it raises, and presupposes."""
    return [check for check in checklist(course, runs, links) if not check.is_met]


def price_in_words(cents: int | None, note: str) -> str:
    """« 620 € », « Gratuit », or what the provider says of it."""
    if cents is None:
        return note
    amount = "Gratuit" if cents == 0 else euros(cents / 100 if cents % 100 else cents // 100)
    return f"{amount} ({note[0].lower()}{note[1:]})" if note else amount


def duration_in_words(hours: int | None, note: str) -> str:
    """« 14 h (deux jours) »."""
    length = f"{hours}{NO_BREAK}h" if hours else ""
    if length and note:
        return f"{length} ({note[0].lower()}{note[1:]})"
    return length or note
