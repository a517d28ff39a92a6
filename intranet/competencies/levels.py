"""The level in force of a person on an item, at an instant: pure rules, nothing averaged.

What one declares and what others attest stand side by side. Declared is the last answer given of
oneself; attested is the highest level that somebody else vouches for and that is neither revoked
nor expired; effective is the higher of the two. Nothing silently lowers a level: age is a flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from intranet.competencies.models import AssessmentKind, AssessmentState

STALE_AFTER = timedelta(days=730)
WIDE = 2  # levels between what one declares and what others attest, from which it is hinted at


class LevelState(StrEnum):
    """Four things that are never mixed; level 0 is a level."""

    NOT_ASSESSED = "not_assessed"
    LEVEL = "level"
    NOT_APPLICABLE = "not_applicable"
    HIDDEN = "hidden"  # there may be something: it is not for this reader


class Mode(StrEnum):
    """What a comparison counts: all that is in force, or only what others attest."""

    DECLARED = "declare"
    ATTESTED = "atteste"

    @classmethod
    def named(cls, word: str | None) -> Mode:
        """The reading that an address asks for; all that is in force for any other word."""
        return cls.ATTESTED if word == cls.ATTESTED else cls.DECLARED


MODE_LABELS = {Mode.DECLARED: "Déclaré", Mode.ATTESTED: "Attesté"}


class Record(Protocol):
    """Something said of a person's level of an item: an assessment, or what was read of one."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> AssessmentKind: ...
    @property
    def state(self) -> AssessmentState: ...
    @property
    def level(self) -> int | None: ...
    @property
    def interest(self) -> int | None: ...
    @property
    def offers_help(self) -> bool: ...
    @property
    def is_to_confirm(self) -> bool: ...
    @property
    def at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Level:
    """What is in force for one person and one item."""

    stale_after: ClassVar[timedelta] = STALE_AFTER
    declared: int | None = None
    attested: int | None = None
    says_not_applicable: bool = False
    interest: int | None = None
    offers_help: bool = False
    is_stale: bool = False
    is_to_confirm: bool = False  # carried from another edition: it counts, and is flagged
    is_hidden: bool = False
    answered_at: datetime | None = None  # when they last answered of themselves
    attested_at: datetime | None = None
    answer_id: int = 0  # the assessment that is their last answer, even one taken back

    @property
    def effective(self) -> int | None:
        """The higher of what is declared and attested; None where there is no level."""
        if self.declared is None or self.attested is None:
            return self.attested if self.declared is None else self.declared
        return max(self.declared, self.attested)

    @property
    def state(self) -> LevelState:
        if self.is_hidden:
            return LevelState.HIDDEN
        if self.effective is not None:
            return LevelState.LEVEL
        return LevelState.NOT_APPLICABLE if self.says_not_applicable else LevelState.NOT_ASSESSED

    @property
    def is_answered(self) -> bool:
        """Whether they answered of themselves, whatever others attest."""
        return self.answered_at is not None

    @property
    def is_known(self) -> bool:
        return self.state in {LevelState.LEVEL, LevelState.NOT_APPLICABLE}

    @property
    def overstates(self) -> int:
        """How far what one declares is above what others attest: told to oneself alone."""
        if self.declared is None or self.attested is None:
            return 0
        above = self.declared - self.attested
        return above if above >= WIDE else 0


NOT_ASSESSED = Level()
HIDDEN = Level(is_hidden=True)


def in_force(records: Iterable[Record], at: datetime) -> Level:
    """The level in force at an instant, from all that was said of one person and one item."""
    own: Record | None = None
    best: Record | None = None
    newest: datetime | None = None  # of what counts
    for record in records:  # by the thousand in a list of people: one pass
        if record.at > at:
            continue
        if record.kind is AssessmentKind.SELF:
            if own is None or (record.at, record.id) > (own.at, own.id):
                own = record
        elif vouches(record, at):
            newest = max(newest or record.at, record.at)
            if best is None or _weight(record) > _weight(best):
                best = record
    given = own if own and own.state is not AssessmentState.CLEARED else None
    if given:
        newest = max(newest or given.at, given.at)
    # Answering again, even the same, is how a carried level is confirmed.
    carried = given or best
    return Level(
        declared=given.level if given else None,
        attested=best.level if best else None,
        says_not_applicable=bool(given and given.state is AssessmentState.NOT_APPLICABLE),
        interest=own.interest if own else None,
        offers_help=bool(given and given.offers_help),
        is_stale=newest is not None and newest < at - STALE_AFTER,
        is_to_confirm=bool(carried and carried.is_to_confirm),
        answered_at=given.at if given else None,
        attested_at=best.at if best else None,
        answer_id=own.id if own else 0,
    )


def course_of(records: Iterable[Record], until: datetime) -> list[tuple[datetime, Level]]:
    """The level in force from each instant at which something was said, expired or was revoked."""
    told = list(records)
    moments = {
        moment
        for record in told
        for moment in (record.at, record.expires_at, record.revoked_at)
        if moment is not None and moment <= until
    }
    return [(moment, in_force(told, moment)) for moment in sorted(moments)]


def _weight(record: Record) -> tuple[int, datetime, int]:
    return record.level or 0, record.at, record.id


def vouches(record: Record, at: datetime) -> bool:
    """Whether somebody else's word of a level holds at this instant."""
    return (
        record.kind is not AssessmentKind.SELF
        and record.state is AssessmentState.LEVEL
        and record.at <= at
        and (record.revoked_at is None or record.revoked_at > at)
        and (record.expires_at is None or record.expires_at > at)
    )


def on_a_chip(levels: Mapping[int, int | None] | None, competency_id: int) -> int | str | None:
    """What a chip tells of its reader, never mixed: a level, "na" for « sans objet », None where
    nothing was said, "none" where nobody is signed in.
    """
    if levels is None:
        return "none"
    mine = levels.get(competency_id)
    return "na" if mine is None and competency_id in levels else mine


def counted(levels: Mapping[int, Level], mode: Mode = Mode.DECLARED) -> dict[int, int | None]:
    """What a comparison reads: a level, None for « sans objet », nothing where nothing is known.

    In the attested mode only others' words count, so « sans objet » is no answer either.
    """
    if mode is Mode.ATTESTED:
        return {
            competency_id: level.attested
            for competency_id, level in levels.items()
            if level.attested is not None and not level.is_hidden
        }
    return {
        competency_id: level.effective for competency_id, level in levels.items() if level.is_known
    }
