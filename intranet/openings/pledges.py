"""How an employer answers those who apply: counted, in public, by exact rules.

Of the applications sent within a year, those count whose time has come: the delay that their
opening announced, three weeks where it announced none. Whoever withdrew before any answer is not
counted. An answer is the first word of a recruiter; the clock that ends a silence is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from intranet.competencies.coverage import FEWEST

YEAR = timedelta(days=365)
USUAL_DELAY = 21  # days, where the opening announced none
SILENCE = timedelta(days=45)  # without a word so long, one is taken not to answer
DAY = 24 * 60 * 60  # seconds


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One application, as far as its answer goes."""

    submitted_at: datetime
    first_answer_at: datetime | None = None
    pledged_days: int | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True)
class AnswerRecord:
    """How many are due, how many were answered, how many met silence; the median wait, in seconds."""

    due: int = 0
    answered: int = 0
    silent: int = 0
    median: Fraction | None = None

    @property
    def is_told(self) -> bool:
        return self.due >= FEWEST

    @property
    def rarely_answers(self) -> bool:
        """At least every second one met forty-five days of silence."""
        return self.is_told and 2 * self.silent >= self.due

    @property
    def median_days(self) -> int | None:
        """In whole days, halves rounded up; 0: within the day."""
        return None if self.median is None else in_days(self.median)


def in_days(seconds: Fraction) -> int:
    """Whole days, halves rounded up."""
    days = seconds / DAY
    return (2 * days.numerator + days.denominator) // (2 * days.denominator)


def record_of(sent: Iterable[Sent], at: datetime) -> AnswerRecord:
    """The twin of `queries.answer_record`, tested equal."""
    due = [each for each in sent if counts(each, at)]
    waits = sorted(
        int(each.first_answer_at.timestamp()) - int(each.submitted_at.timestamp())
        for each in due
        if each.first_answer_at
    )
    size = len(waits)
    middle = waits[(size - 1) // 2 : size // 2 + 1]
    return AnswerRecord(
        due=len(due),
        answered=size,
        silent=sum(
            each.first_answer_at is None and each.submitted_at <= at - SILENCE for each in due
        ),
        median=Fraction(sum(middle), len(middle)) if middle else None,
    )


def counts(sent: Sent, at: datetime) -> bool:
    """Whether its time has come."""
    delay = timedelta(days=sent.pledged_days or USUAL_DELAY)
    return at - YEAR < sent.submitted_at <= at - delay and not (
        sent.is_withdrawn and sent.first_answer_at is None
    )
