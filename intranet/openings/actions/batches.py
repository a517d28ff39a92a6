"""One answer to several candidates: each line is decided apart, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions.answering import Answer, answer
from intranet.openings.actions.applying import withdraw
from intranet.openings.models import ApplicationAlreadyMoved, ApplicationEvent, JobApplication
from intranet.openings.policy import Step


@dataclass(frozen=True)
class Settled:
    """What became of one line: done, or what somebody did first."""

    application: JobApplication
    first: ApplicationEvent | None = None

    @property
    def is_done(self) -> bool:
        return self.first is None


Chosen = Iterable[tuple[JobApplication, int]]  # each with the version that the page showed


def answer_many(
    chosen: Chosen, step: Step, said: Answer, by: Member, at: datetime
) -> list[Settled]:
    """Answer each as it was read. Always in one order, so that two batches wait and never lock."""

    def one(application: JobApplication, version: int) -> None:
        answer(application, step, said, by, at, version=version)

    return [_outcome(one, *each) for each in _in_order(chosen)]


def withdraw_many(chosen: Chosen, by: Member, at: datetime) -> list[Settled]:
    """One’s other applications, once a post is accepted: those that were chosen, and no other."""

    def one(application: JobApplication, version: int) -> None:
        withdraw(application, by, at, version=version)

    return [_outcome(one, *each) for each in _in_order(chosen)]


def _in_order(chosen: Chosen) -> list[tuple[JobApplication, int]]:
    return sorted(chosen, key=lambda pair: pair[0].id)


def _outcome(
    act: Callable[[JobApplication, int], None], application: JobApplication, version: int
) -> Settled:
    try:
        act(application, version)
    except ApplicationAlreadyMoved:
        db.session.refresh(application)
        return Settled(
            application, db.session.scalars(queries.told_of(application.id).limit(1)).first()
        )
    return Settled(application)
