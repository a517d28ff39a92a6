"""How an opening ends: closed with a reason, by its own date, and sometimes opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from intranet.discussions.models import Verb
from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.db import db, every
from intranet.kit.texts import moment
from intranet.members.models import Member
from intranet.openings import policy, queries
from intranet.openings.actions.applications import cancel_pending
from intranet.openings.actions.drafts import revive_drafts
from intranet.openings.actions.news import tell
from intranet.openings.actions.publication import forget, let_be_found, put_online
from intranet.openings.actions.reminders import AT_ONCE, remind_again_of_drafts, tell_candidates
from intranet.openings.actions.telling import answerers_of
from intranet.openings.actions.versions import claim, log, move
from intranet.openings.models import (
    CLOSE_REASON_LABELS,
    ONLINE_STATES,
    SHOWN_AFTER_END,
    AlreadyMoved,
    ApplicationState,
    Channel,
    CloseReason,
    Opening,
    OpeningEvent,
    State,
)


def close(
    opening: Opening,
    by: Member,
    at: datetime,
    *,
    reason: CloseReason,
    comment: str = "",
    channels: Sequence[Channel] = (),
    version: int,
) -> None:
    """End it, saying how. Its page stays a month. Raises AlreadyMoved."""
    claim(opening, version, ONLINE_STATES)
    opening.closed_at, opening.close_reason = at, reason
    opening.channels = [channel.value for channel in Channel if channel in channels]
    if reason in queries.FILLED:
        opening.filled = opening.positions
    said = CLOSE_REASON_LABELS[reason]
    told = f"{said} : {comment}" if comment else said
    event = move(opening, State.CLOSED, by, at, reason=told)
    forget(opening)
    if reason is CloseReason.CANCELLED:
        cancel_pending(opening, by, at)
    tell_candidates(opening, event, "closed")


def extend(
    opening: Opening, by: Member, at: datetime, *, closes_at: datetime, reason: str, version: int
) -> None:
    """Give more time, and say why; never less. Raises AlreadyMoved."""
    claim(opening, version, {State.PUBLISHED})
    told = f"Prolongée jusqu’au {moment(closes_at)} : {reason}"
    before, opening.closes_at = opening.closes_at, closes_at
    event = log(opening, by, at, left=State.PUBLISHED, reason=told)
    let_be_found(opening)
    tell_of_date(opening, before, event, by, at)


def tell_of_date(
    opening: Opening, before: datetime | None, event: OpeningEvent, by: Member, at: datetime
) -> None:
    """It closes on another date, whichever form said so: later concerns all, sooner who still writes."""
    closes_at = opening.closes_at
    if before is None or closes_at is None:
        return
    if closes_at < before:
        tell_candidates(opening, event, "sooner", only_drafts=True)
        return
    opening.last_confirmed_at = at
    remind_again_of_drafts(opening)
    tell_candidates(opening, event, "extended")
    tell(opening, Verb.MOVED, by, at, of=f"{closes_at:%Y-%m-%d}")


def reopen(
    opening: Opening, by: Member, at: datetime, *, closes_at: datetime, version: int
) -> None:
    """Put it back online until another date, at the same address; those who wait or had begun, and
    had been told that it was over, are told. Raises AlreadyMoved.
    """
    claim(opening, version, {State.CLOSED, *ONLINE_STATES})
    with db.session.no_autoflush:  # half of it would break what ties the state to its fields
        opening.closed_at = opening.close_reason = None
        opening.outcome_asked_at = opening.outcome_said_at = None  # of another end
        opening.closes_at = closes_at
        if opening.publish_at and opening.publish_at > at:  # it never was: what was planned is off
            opening.publish_at = opening.first_published_at = None
        if opening.filled == opening.positions:
            # Whoever was hired here still holds their post; were they all, one more is looked for.
            hired = queries.count_by_state(opening.id).get(ApplicationState.ACCEPTED, 0)
            opening.filled = min(hired, opening.positions - 1)
        event = put_online(opening, by, at)
    revive_drafts(opening, at)
    remind_again_of_drafts(opening)
    tell_candidates(opening, event, "resumed")


def close_overdue(at: datetime) -> int:
    """Write down what the clock has closed, some of it, and tell each owner once; how many."""
    overdue = every(queries.overdue(at).limit(AT_ONCE))
    for opening in overdue:
        try:
            claim(opening, opening.version, ONLINE_STATES)
        except AlreadyMoved:  # somebody closed or extended it meanwhile
            continue
        assert opening.closes_at, "queries.overdue"
        opening.closed_at, opening.close_reason = opening.closes_at, CloseReason.EXPIRED
        said = CLOSE_REASON_LABELS[CloseReason.EXPIRED]
        event = move(opening, State.CLOSED, None, at, reason=said)
        forget(opening)
        for each in answerers_of(opening):
            letters.write(
                "openings/expired",
                each.email,
                key=f"opening-event-{event.id}-to-{each.id}",
                opening=opening,
                name=each.name,
                answers=policy.decides(each, opening),
                shown_until=in_paris(opening.closed_at).date() + SHOWN_AFTER_END,
            )
    return len(overdue)
