"""Who may apply, read, decide and withdraw; and which step of an application leads where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from intranet.kit.clock import in_paris, months_after
from intranet.members.models import Member
from intranet.openings.models import (
    GRACE,
    PENDING,
    STUDIED,
    ApplicationState,
    ApplyMode,
    CloseReason,
    JobApplication,
    Opening,
    State,
)
from intranet.openings.policy.team import answers_for, decides, named_role

SECOND_THOUGHTS = timedelta(days=30)  # during which a refusal may be taken back
REGRETS = timedelta(hours=24)  # during which a withdrawal may be taken back
S = ApplicationState


class Step(StrEnum):
    """What may be done with an application."""

    SUBMIT = "submit"
    TAKE_UP = "take_up"
    SHORTLIST = "shortlist"
    MEET = "meet"
    HOLD = "hold"
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Move:
    """Where a step may start from, and where it leads."""

    origins: frozenset[ApplicationState]
    to: ApplicationState


MOVES: Mapping[Step, Move] = {
    Step.SUBMIT: Move(frozenset({S.DRAFT}), S.SUBMITTED),
    Step.TAKE_UP: Move(frozenset({S.SUBMITTED}), S.IN_REVIEW),
    Step.SHORTLIST: Move(frozenset({S.SUBMITTED, S.IN_REVIEW, S.ON_HOLD}), S.SHORTLISTED),
    # Again from INTERVIEW: another date.
    Step.MEET: Move(frozenset({S.SHORTLISTED, S.INTERVIEW}), S.INTERVIEW),
    Step.HOLD: Move(STUDIED, S.ON_HOLD),
    Step.OFFER: Move(frozenset({S.SHORTLISTED, S.INTERVIEW}), S.OFFERED),
    Step.ACCEPT: Move(frozenset({S.OFFERED}), S.ACCEPTED),
    Step.DECLINE: Move(frozenset({S.OFFERED}), S.DECLINED),
    Step.REFUSE: Move(PENDING, S.REFUSED),
    Step.WITHDRAW: Move(PENDING, S.WITHDRAWN),
    Step.CANCEL: Move(PENDING, S.OPENING_CANCELLED),
    Step.TAKE_BACK: Move(frozenset({S.REFUSED, S.ACCEPTED}), S.IN_REVIEW),
}
OF_ANY_RECRUITER = (Step.TAKE_UP, Step.SHORTLIST, Step.MEET, Step.HOLD, Step.REFUSE)
OF_THE_OWNER = (Step.OFFER, Step.ACCEPT, Step.TAKE_BACK)


def may_begin(member: Member | None, opening: Opening) -> bool:
    """Anyone with an account, but whoever answers for it.

    A demonstration is for its own accounts: their passwords are known to all, and a real CV must
    not be read by them.
    """
    return opening.apply_mode is ApplyMode.HERE and _may_answer(member, opening)


def _may_answer(member: Member | None, opening: Opening) -> bool:
    return (
        member is not None
        and member.is_active
        and opening.owner_id != member.id
        and named_role(member, opening) is None
        and (member.is_demo or not opening.is_demo)
    )


def may_write_to(member: Member | None, opening: Opening, at: datetime) -> bool:
    """Have a message passed on to an employer whose address is not shown."""
    by_mail = opening.apply_mode is ApplyMode.EMAIL and bool(opening.apply_email)
    return by_mail and opening.is_live(at) and _may_answer(member, opening)


def may_apply(member: Member | None, opening: Opening, at: datetime) -> bool:
    """The same, while it is live."""
    return may_begin(member, opening) and opening.is_live(at)


def may_send(opening: Opening, begun_at: datetime, at: datetime) -> bool:
    """Live; or closed by its own date a few minutes ago, for whoever had begun before."""
    if opening.is_live(at):
        return True
    closes_at = opening.closes_at
    by_date = opening.state is State.PUBLISHED or opening.close_reason is CloseReason.EXPIRED
    return (
        closes_at is not None
        and by_date
        and opening.filled < opening.positions
        and begun_at < closes_at <= at < closes_at + GRACE
    )


def may_take(member: Member, step: Step, opening: Opening) -> bool:
    """Whether this step of the recruiters is this member’s to take, whatever the state."""
    if step in OF_THE_OWNER:
        return answers_for(member, opening)
    return step in OF_ANY_RECRUITER and decides(member, opening)


def steps_for(member: Member, application: JobApplication, at: datetime) -> list[Step]:
    """What this recruiter may do now, in the order of the trade."""
    return [
        step
        for step in (*OF_ANY_RECRUITER, *OF_THE_OWNER)
        if application.state in MOVES[step].origins
        and may_take(member, step, application.opening)
        and (step is not Step.TAKE_BACK or may_be_taken_back(application, at))
    ]


def may_be_taken_back(application: JobApplication, at: datetime) -> bool:
    """A refusal, while it is fresh; a hire, as long as one knows whose: a notice may last three
    months, and whoever gives the post up at its end leaves it to fill.
    """
    if application.state is S.ACCEPTED:
        return application.anonymised_at is None
    return application.decided_at is not None and at - application.decided_at < SECOND_THOUGHTS


def may_withdraw(application: JobApplication) -> bool:
    """At any time before it is accepted or answered; whose it is, the query says."""
    return application.state in MOVES[Step.WITHDRAW].origins


def keeps_from_offering(
    opening: Opening, waiting: int, *, public_employer: bool, at: datetime
) -> str | None:
    """Why a public employer may not offer the post yet (CGFP: a month online, everybody read)."""
    if not public_employer or opening.first_published_at is None:
        return None
    earliest = months_after(in_paris(opening.first_published_at).date(), 1)
    if in_paris(at).date() < earliest and not opening.urgent_reason:
        return "Un employeur public laisse son offre en ligne un mois avant de proposer le poste."
    if waiting:
        return (
            "Un employeur public étudie d’abord chaque candidature : certaines n’ont pas été lues."
        )
    return None


def may_be_accepted(opening: Opening, accepted: int) -> bool:
    """A post is left; or it is said to be taken by somebody of the network: perhaps by them, unless
    so many have `accepted` here that nobody else may.
    """
    is_theirs = opening.close_reason is CloseReason.FILLED_IN_NETWORK
    return opening.filled < opening.positions or (is_theirs and accepted < opening.positions)


def may_be_put_away(application: JobApplication) -> bool:
    """Off the list of the desk, whatever its state: but a post that is offered, or taken, stays there."""
    return application.state not in {S.OFFERED, S.ACCEPTED}


def may_undo_withdrawal(application: JobApplication, at: datetime) -> bool:
    """Within a day, where the recruitment was not given up meanwhile."""
    return (
        application.state is S.WITHDRAWN
        and application.decided_at is not None
        and at - application.decided_at < REGRETS
        and application.opening.close_reason is not CloseReason.CANCELLED
    )


def may_be_kept_in_mind(application: JobApplication) -> bool:
    """Not retained, and its words not erased yet: one may agree to be thought of again."""
    return application.state in {S.REFUSED, S.DECLINED, S.OPENING_CANCELLED} and bool(
        application.message
    )
