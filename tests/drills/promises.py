"""What is true of the whole database, whatever was done to it, by however many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from intranet.bookings.models import Bookable, Registration, RegistrationEvent
from intranet.bookings.queries import occupancy_of
from intranet.kit.db import db, every
from intranet.openings.models import (
    ApplicationEvent,
    ApplicationState,
    JobApplication,
    Opening,
    OpeningEvent,
)
from intranet.practices.models import BY_ANIMATOR, Practice, Review

# What moves, and the story of its moves.
STORIES = (
    (Opening, OpeningEvent, OpeningEvent.opening_id),
    (JobApplication, ApplicationEvent, ApplicationEvent.application_id),
    (Registration, RegistrationEvent, RegistrationEvent.registration_id),
)


def broken() -> set[str]:
    """Each promise that is not kept, in words."""
    return {*seats(), *posts(), *stories(), *readings()}


def seats() -> Iterator[str]:
    """Nobody sits where there is no seat."""
    for number, taken in occupancy_of(every(select(Bookable))).items():
        if taken.over:
            yield f"bookable {number}: {taken.over} sit without a seat"


def posts() -> Iterator[str]:
    """Posts are filled by those who were accepted, and there are no more of them."""
    accepted = (
        select(func.count())
        .where(JobApplication.opening_id == Opening.id)
        .where(JobApplication.state == ApplicationState.ACCEPTED)
        .scalar_subquery()
    )
    asked = select(Opening.id, Opening.filled, Opening.positions, accepted)
    for number, filled, positions, taken in db.session.execute(asked):
        if not taken <= filled <= positions:
            yield f"opening {number}: {taken} accepted, {filled} of {positions} posts filled"


def stories() -> Iterator[str]:
    """Each move was made once, from where the one before had led; the last led to where it stands."""
    for model, event, about in STORIES:
        moves: dict[int, list[Any]] = defaultdict(list)
        told = select(about, event.from_state, event.to_state).order_by(event.id)
        for number, before, after in db.session.execute(told):
            moves[number].append((before, after))
        states = dict(db.session.execute(select(model.id, model.state)).all())
        for number, made in moves.items():
            jumps = [(one[1], two[0]) for one, two in pairwise(made) if two[0] != one[1]]
            if jumps or made[-1][1] is not states[number]:
                yield f"{model.__tablename__} {number}: {made}, and it is {states[number]}"


def readings() -> Iterator[str]:
    """A sheet that was sent waits for one reading; another waits for none."""
    waiting = (
        select(func.count())
        .where(Review.practice_id == Practice.id, Review.decision.is_(None))
        .where(Review.level == BY_ANIMATOR)
        .scalar_subquery()
    )
    asked = select(Practice.id, Practice.submitted_at, waiting)
    for number, sent_at, readings in db.session.execute(asked):
        if readings != bool(sent_at):
            yield f"practice {number}: {readings} readings, sent at {sent_at}"
