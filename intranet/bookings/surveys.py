"""What each survey asks, and what may be told of its answers: pure, exact, never of fewer than five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from intranet.bookings.models import SurveyAnswer, SurveyKind
from intranet.competencies.coverage import FEWEST

Note = tuple[int, int, date]  # a meeting, the satisfaction said of it, when
NOTES = {5: "5, tout à fait", 4: "4, plutôt", 3: "3, moyennement", 2: "2, peu", 1: "1, pas du tout"}
SURVEY_LABELS = {
    SurveyKind.HOT: "Participants, à la fin",
    SurveyKind.COLD: "Participants, deux mois après",
    SurveyKind.TRAINER: "Formateurs",
    SurveyKind.EMPLOYER: "Employeurs",
}
QUESTIONS: dict[SurveyKind, dict[str, str]] = {
    SurveyKind.HOT: {
        "objectives": "Les objectifs annoncés sont atteints",
        "pace": "Le rythme et la durée convenaient",
        "teaching": "L’animation aidait à apprendre",
        "means": "L’accueil, la salle et les supports convenaient",
    },
    SurveyKind.COLD: {
        "used": "J’utilise ce que j’ai appris",
        "effect": "Ma manière de travailler a changé",
    },
    SurveyKind.TRAINER: {
        "group": "Le groupe avait les prérequis",
        "means": "La salle et les moyens convenaient",
        "programme": "Le programme tenait dans la durée",
    },
    SurveyKind.EMPLOYER: {
        "need": "La formation répondait au besoin",
        "used": "La personne utilise ce qu’elle a appris",
    },
}


@dataclass(frozen=True)
class Told:
    """What is told of the answers to one survey."""

    answers: int
    first: date
    last: date
    satisfaction: Fraction
    questions: Mapping[str, Fraction]
    comments: Sequence[str]


def told(kind: SurveyKind, answers: Sequence[SurveyAnswer]) -> Told | None:
    """The means of a survey; None under five answers, whoever asks.

    Only the first note is compulsory: a question that fewer than five answered is not told either.
    """
    noted = [one for one in answers if one.satisfaction]
    if len(noted) < FEWEST:
        return None
    notes = {
        question: [one.answers[question] for one in noted if one.answers.get(question)]
        for question in QUESTIONS[kind]
    }
    return Told(
        len(noted),
        min(one.on for one in noted),
        max(one.on for one in noted),
        mean([one.satisfaction or 0 for one in noted]),
        {question: mean(of) for question, of in notes.items() if len(of) >= FEWEST},
        sorted(one.comment for one in noted if one.comment),
    )


def joined(answers: Sequence[Note]) -> Sequence[Note]:
    """Those of several meetings that may be told together, each beginning with its meeting.

    A meeting of five answers is told by itself: with the one answer of another, the mean of both
    would tell that one. Smaller meetings are told together, or wait.
    """
    of_each = Counter(one[0] for one in answers)
    few = [one for one in answers if of_each[one[0]] < FEWEST]
    if len(few) >= FEWEST:
        return answers
    return [one for one in answers if of_each[one[0]] >= FEWEST]


def mean(notes: Sequence[int]) -> Fraction:
    return Fraction(sum(notes), len(notes))


def weighted(notes: Iterable[tuple[int, int]]) -> Fraction | None:
    """The mean of notes, each weighing the minutes of its meeting: a long training counts for more."""
    found = list(notes)
    whole = sum(minutes for _, minutes in found)
    return Fraction(sum(note * minutes for note, minutes in found), whole) if whole else None


def in_words(value: Fraction) -> str:
    """4,3 sur 5, rounded half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{str(rounded).replace('.', ',')} sur 5"
