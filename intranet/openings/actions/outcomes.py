"""« Pourvu ? » : how an opening that its own date closed ended, asked once, answered by a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from intranet.kit import letters, links
from intranet.kit.conditional import changed_one
from intranet.kit.db import every
from intranet.kit.exports import absolute
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions.applications import cancel_pending
from intranet.openings.actions.reminders import AT_ONCE
from intranet.openings.actions.telling import answerers_of
from intranet.openings.actions.versions import claim, log
from intranet.openings.models import (
    CLOSE_REASON_LABELS,
    Channel,
    CloseReason,
    Opening,
    State,
)

OUTCOME = "outcome"  # the purpose of the links that ask


def ask_outcome(at: datetime) -> int:
    """Two weeks after the end, by one letter to whoever recruits."""
    asked = every(queries.outcome_unknown(at).limit(AT_ONCE))
    for opening in asked:
        mine = (
            update(Opening)
            .where(Opening.id == opening.id, Opening.outcome_asked_at.is_(None))
            .values(outcome_asked_at=at)
        )
        if not changed_one(mine):
            continue
        for to in answerers_of(opening):
            letters.write(
                "openings/outcome",
                to.email,
                key=f"opening-{opening.id}-outcome-{opening.closed_at:%Y-%m-%d}-to-{to.id}",
                name=to.name,
                opening=opening,
                secret_link=address_of_outcome(opening, to),
            )
    return len(asked)


def address_of_outcome(opening: Opening, to: Member) -> str:
    return absolute(f"/offres/bilan/{links.signed(OUTCOME, opening.id, to.id)}")


def say_outcome(
    opening: Opening,
    by: Member,
    at: datetime,
    *,
    reason: CloseReason | None,
    channels: Sequence[Channel],
    version: int,
) -> None:
    """How it ended, `None` where nothing is decided yet; where else it was published.

    Raises AlreadyMoved where it was opened again, or somebody answered, since the page was read.
    """
    claim(opening, version, {State.CLOSED})
    opening.outcome_said_at = at if reason else None
    opening.channels = [channel.value for channel in Channel if channel in channels]
    if reason:
        opening.close_reason = reason
        if reason in queries.FILLED:
            opening.filled = opening.positions
        told = f"Bilan : {CLOSE_REASON_LABELS[reason]}"
        log(opening, by, at, left=State.CLOSED, reason=told)
        if reason is CloseReason.CANCELLED:
            cancel_pending(opening, by, at)
