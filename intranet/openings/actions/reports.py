"""When something is wrong with an opening: two members freeze it, an animator decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from intranet.kit import journal, letters
from intranet.kit.conditional import changed
from intranet.kit.db import db, every
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.members.queries import animators_of
from intranet.openings import policy, queries
from intranet.openings.actions.publication import forget, let_be_found
from intranet.openings.actions.reminders import tell_candidates
from intranet.openings.actions.telling import answerers_of, tell_administrators
from intranet.openings.actions.versions import claim, log, move
from intranet.openings.models import (
    ONLINE_STATES,
    REPORT_LABELS,
    AlreadyMoved,
    Opening,
    OpeningEvent,
    OpeningReport,
    ReportReason,
    State,
)

ENOUGH_TO_FREEZE = 2  # members, each for themselves
LOOKED_AT_WITHIN = timedelta(days=2)  # what animators promise to both sides
FROZEN = "Plusieurs membres l’ont signalée."


def report(
    opening: Opening, by: Member, reason: ReportReason, text: str, at: datetime
) -> OpeningReport:
    """Say that something is wrong. A second member freezes it until an animator has looked.

    Saying it again only changes what was said: one member is one voice.
    """
    # Voices are counted one after the other: two at once would each find themselves alone. The opening
    # is held before a voice refers to it: each of the two would wait for the other, until one is refused.
    db.session.refresh(opening, with_for_update={"of": Opening, "key_share": True})
    mine = db.session.scalars(
        queries.reports_on(opening.id).where(OpeningReport.member_id == by.id)
    ).one_or_none()
    if mine is None:
        mine = OpeningReport(opening_id=opening.id, member_id=by.id)
        db.session.add(mine)
    mine.reason, mine.text, mine.at = reason, text, at
    db.session.flush()
    if queries.voices(opening.id) >= ENOUGH_TO_FREEZE and opening.state is State.PUBLISHED:
        freeze(opening, at)
    _tell_animators(opening, mine)
    return mine


def freeze(opening: Opening, at: datetime) -> None:
    """Off the board, by the clock’s hand: its owner is told, with a way to answer."""
    claim(opening, opening.version, {State.PUBLISHED})
    opening.frozen_at, opening.frozen_reason = at, FROZEN
    event = move(opening, State.SUSPENDED, None, at, reason=FROZEN)
    journal.note(Kind.SUSPENDED, about=opening)
    forget(opening)
    _tell_answerers("frozen", opening, event.id, text=FROZEN)
    tell_candidates(opening, event, "frozen")


def uphold(opening: Opening, by: Member, at: datetime, *, reason: str, version: int) -> None:
    """The reports are right: it stays off, its owner is told why. Raises AlreadyMoved."""
    _answer(opening, by, at, upheld=True)
    claim(opening, version, ONLINE_STATES)
    told = f"Reste hors du tableau : {reason}" if opening.frozen_at else reason
    left = opening.state
    opening.frozen_at, opening.frozen_reason = opening.frozen_at or at, reason
    event = move(opening, State.SUSPENDED, by, at, reason=told)
    journal.note(Kind.SUSPENDED, by=by, about=opening)
    forget(opening)
    _tell_answerers("frozen", opening, event.id, text=reason)
    if left is State.PUBLISHED:
        tell_candidates(opening, event, "frozen")


def dismiss(opening: Opening, by: Member, at: datetime, *, version: int) -> None:
    """Nothing is wrong: it goes back where it was. Raises AlreadyMoved."""
    _answer(opening, by, at, upheld=False)
    journal.note(Kind.REVIEWED, by=by, concerns=opening.owner, about=opening, detail="dismissed")
    claim(opening, version, ONLINE_STATES)
    if opening.frozen_at is None:
        log(opening, by, at, left=opening.state, reason="Signalement sans suite")
        return
    opening.frozen_at, opening.frozen_reason = None, ""
    event = move(opening, State.PUBLISHED, by, at, reason="Signalement sans suite")
    _tell_it_is_back(opening, event, at, text="rien ne lui est reproché")


def put_back(opening: Opening, by: Member, at: datetime, *, version: int) -> None:
    """What was wrong is mended: it is on the board again. Raises AlreadyMoved."""
    claim(opening, version, {State.SUSPENDED})
    opening.frozen_at, opening.frozen_reason = None, ""
    opening.last_confirmed_at = at
    event = move(opening, State.PUBLISHED, by, at, reason="Ce qui était signalé est corrigé")
    journal.note(Kind.REVIEWED, by=by, concerns=opening.owner, about=opening, detail="reinstated")
    _tell_it_is_back(opening, event, at, text="ce qui était signalé est corrigé")


def _tell_it_is_back(opening: Opening, event: OpeningEvent, at: datetime, *, text: str) -> None:
    """Candidates hear of it where it takes applications again: its date may have passed since."""
    let_be_found(opening)
    _tell_answerers("unfrozen", opening, event.id, text=text)
    if opening.is_live(at):
        tell_candidates(opening, event, "resumed")


def suspend(opening: Opening, by: Member, at: datetime, *, version: int) -> None:
    """Take no new application for a while; its page says so. Raises AlreadyMoved."""
    claim(opening, version, {State.PUBLISHED})
    event = move(opening, State.SUSPENDED, by, at)
    forget(opening)
    tell_candidates(opening, event, "suspended")


def resume(opening: Opening, by: Member, at: datetime, *, version: int) -> None:
    """Back on the board. Raises AlreadyMoved."""
    claim(opening, version, {State.SUSPENDED})
    if opening.frozen_at is not None:
        raise AlreadyMoved(opening.id)
    opening.last_confirmed_at = at
    event = move(opening, State.PUBLISHED, by, at)
    let_be_found(opening)
    tell_candidates(opening, event, "resumed")


def _answer(opening: Opening, by: Member, at: datetime, *, upheld: bool) -> None:
    """Close the reports that wait, and thank who made them. Raises AlreadyMoved where none does."""
    waiting: Sequence[OpeningReport] = every(queries.reports_on(opening.id))
    answered = update(OpeningReport).where(
        OpeningReport.opening_id == opening.id, OpeningReport.decided_at.is_(None)
    )
    if not changed(answered.values(decided_at=at, decided_by_id=by.id, is_upheld=upheld)):
        raise AlreadyMoved(opening.id)
    for each in waiting:
        if each.member.closed_at is None:
            letters.write(
                "openings/report_answered",
                each.member.email,
                key=f"report-{each.id}-answered",
                name=each.member.name,
                opening=opening,
                upheld=upheld,
            )


def _tell_animators(opening: Opening, made: OpeningReport) -> None:
    """Those who may answer: whoever wrote it, or works for its employer, is told by the decision."""
    animators = every(animators_of(opening.region_code))
    queries.read_roles_of(animators)
    answering = [each for each in animators if policy.may_answer_reports(each, opening)]
    if not answering:
        tell_administrators(opening, f"report-{made.id}", is_reported=True)
    for animator in answering:
        if animator.id != made.member_id:
            letters.write(
                "openings/reported",
                animator.email,
                key=f"report-{made.id}-to-{animator.id}",
                name=animator.name,
                opening=opening,
                reason=REPORT_LABELS[made.reason],
                within=LOOKED_AT_WITHIN,
            )


def _tell_answerers(template: str, opening: Opening, event_id: int, *, text: str) -> None:
    for each in answerers_of(opening):
        letters.write(
            f"openings/{template}",
            each.email,
            key=f"opening-event-{event_id}-to-{each.id}",
            name=each.name,
            opening=opening,
            answers=policy.decides(each, opening),
            text=text,
        )
