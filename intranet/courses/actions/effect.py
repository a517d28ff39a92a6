"""Levels before, at the end of, and after a run: said by the person, established by the trainer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select

from intranet.bookings.models import Bookable, Registration
from intranet.courses import queries
from intranet.courses.effect import ASKED_UNTIL
from intranet.courses.models import AssessedBy, ChangedMeanwhile, CompetencyResult, CourseRun
from intranet.kit import letters, links
from intranet.kit.conditional import hold_row
from intranet.kit.db import db
from intranet.kit.exports import absolute
from intranet.members.models import Member

ASKING_LATER = "course effect"  # the purpose of the link of its letter
Levels = Mapping[int, int]  # by competency


def say_before(seat: Registration, course_id: int, levels: Levels, at: datetime) -> None:
    """Where somebody says they stand before a run; said again, it is the last word that counts."""
    hold_row(Bookable, seat.bookable_id)
    known, editions = _known([seat]), queries.editions_of_items(course_id)
    for item, level in levels.items():
        result = _row(known, seat, item, editions)
        result.level_before, result.before_at = level, at


def say_later(seat: Registration, course_id: int, levels: Levels, at: datetime) -> None:
    """Where somebody says they stand, two months after a run."""
    hold_row(Bookable, seat.bookable_id)
    known, editions = _known([seat]), queries.editions_of_items(course_id)
    for item, level in levels.items():
        result = _row(known, seat, item, editions)
        result.level_later, result.later_at = level, at


@dataclass(frozen=True)
class Established:
    """The levels that a trainer gives some people, and how each competency was assessed."""

    levels: Mapping[int, Mapping[int, int | None]]  # by registration, then by competency
    methods: Mapping[int, AssessedBy]


def stamp_of_levels(results: Iterable[CompetencyResult]) -> str:
    """What is established of some people, as one word: it changes with it."""
    known = sorted(
        (one.registration_id, one.competency_id, one.level_after or 0, str(one.method), str(one.assessed_at))
        for one in results
        if one.level_after is not None
    )  # fmt: skip
    return sha256(repr(known).encode()).hexdigest()[:16]


def assess(
    run: CourseRun,
    seats: Collection[Registration],
    given: Established,
    by: Member,
    at: datetime,
    *,
    seen: str,
) -> int:
    """Write the levels reached; a blank leaves what was established. How many were written.

    Raises ChangedMeanwhile where somebody established others since the page was opened: the
    bookable is held, so that of two who assess at once the second finds what the first wrote.
    """
    hold_row(Bookable, run.bookable_id)
    known, written = _known(seats), 0
    if stamp_of_levels(known.values()) != seen:
        raise ChangedMeanwhile(run.bookable_id)
    editions = queries.editions_of_items(run.course_id)
    for seat in seats:
        for item, level in given.levels.get(seat.id, {}).items():
            if level is None:
                continue
            result = _row(known, seat, item, editions)
            if (result.level_after, result.method) == (level, given.methods[item]):
                continue
            result.level_after, result.method = level, given.methods[item]
            result.assessor_id, result.assessed_at = by.id, at
            written += 1
    db.session.flush()
    return written


def ask_later(at: datetime) -> int:
    """One letter each, sixty days after: where do you stand now? For `tick`."""
    asked = 0
    for seat, run in queries.to_ask_later(at):
        if seat.member is None or run.ends_on is None:
            continue
        asked += letters.write(
            "courses/effect",
            seat.member.email,
            key=f"effect:{seat.id}",
            secret_link=absolute(f"/formations/bilan/{links.signed(ASKING_LATER, seat.id)}"),
            to=seat.member,
            run=run,
            until=run.ends_on + ASKED_UNTIL,
        )
    return asked


def forget_levels(member_id: int, _at: datetime) -> None:
    """What is known of the levels of somebody whose account closes goes with it."""
    theirs = select(Registration.id).where(Registration.member_id == member_id)
    db.session.execute(delete(CompetencyResult).where(CompetencyResult.registration_id.in_(theirs)))


Known = dict[tuple[int, int], CompetencyResult]


def _known(seats: Collection[Registration]) -> Known:
    """What is there already, by registration and competency."""
    found = queries.results_of([seat.id for seat in seats])
    return {(one.registration_id, one.competency_id): one for one in found}


def _row(
    known: Known, seat: Registration, item: int, editions: Mapping[int, int]
) -> CompetencyResult:
    """The row of one competency, made where there is none, in the edition in force that day."""
    if (seat.id, item) not in known:
        made = CompetencyResult(
            registration_id=seat.id, competency_id=item, edition_id=editions[item]
        )
        db.session.add(made)
        known[seat.id, item] = made
    return known[seat.id, item]
