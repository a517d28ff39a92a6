"""What recruiters do with an application: each answer, with what goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from intranet.kit.conditional import changed, hold_row
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.openings import queries
from intranet.openings.actions.applications import advance
from intranet.openings.actions.applying import accept
from intranet.openings.actions.publication import let_be_found
from intranet.openings.actions.versions import log
from intranet.openings.models import (
    REFUSAL_LABELS,
    ApplicationState,
    BoardStamp,
    JobApplication,
    Opening,
    RefusalReason,
    State,
)
from intranet.openings.policy import Step


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a recruiter says to a candidate."""

    message: str = ""
    interview_at: datetime | None = None
    interview_place: str = ""
    promised_on: date | None = None
    reason: RefusalReason | None = None
    shares_reason: bool = False
    # Items of the referential, with their titles: told only with the reason.
    to_strengthen: Mapping[int, str] = field(default_factory=dict)


def answer(
    application: JobApplication, step: Step, said: Answer, by: Member, at: datetime, *, version: int
) -> None:
    """Take a step of the recruiters and tell the candidate.

    Raises ApplicationAlreadyMoved; NoPositionLeft where an accord is noted and no post is left.
    """
    note = said.message
    if step is Step.REFUSE and said.reason and said.shares_reason:
        named = f" : {', '.join(said.to_strengthen.values())}" if said.to_strengthen else ""
        note = f"{REFUSAL_LABELS[said.reason]}{named}.\n\n{note}".strip()
    left = application.state
    if step is Step.ACCEPT:
        accept(application, by, at, version=version, note=note)
        return
    advance(application, step, by, at, version=version, note=note, **_beside(step, said))
    if left is ApplicationState.ACCEPTED:
        _free_a_post(application.opening, at)


def _free_a_post(opening: Opening, at: datetime) -> None:
    """Whoever was hired is not any more: the post is to fill again.

    Unless it was opened again since, and who was hired then holds it.
    """
    hold_row(Opening, opening.id)
    hired = queries.count_by_state(opening.id).get(ApplicationState.ACCEPTED, 0)
    freed = (
        update(Opening)
        .where(Opening.id == opening.id, Opening.filled > hired)
        .values(filled=Opening.filled - 1, version=Opening.version + 1)
    )
    if not changed(freed):
        return
    BoardStamp.change()
    db.session.refresh(opening)
    log(
        opening,
        None,
        at,
        left=opening.state,
        reason="Une embauche est annulée : un poste à pourvoir",
    )
    if opening.state is State.PUBLISHED:
        let_be_found(opening)


def _beside(step: Step, said: Answer) -> dict[str, Any]:
    """The columns that a step writes besides the state."""
    if step is Step.SHORTLIST:
        return {"is_veiled": False}
    if step is Step.MEET:
        return {
            "interview_at": said.interview_at,
            "interview_place": said.interview_place,
            "interview_sequence": JobApplication.interview_sequence + 1,
        }
    if step is Step.HOLD:
        return {"promised_on": said.promised_on}
    if step is Step.REFUSE:
        return {
            "refusal_reason": said.reason,
            "reason_is_shared": said.shares_reason,
            "reply": said.message,
            "to_strengthen": list(said.to_strengthen),
        }
    if step is Step.TAKE_BACK:
        # Under way again: what it was kept in mind for is this, and is asked again if it ends.
        return {
            "refusal_reason": None,
            "reason_is_shared": False,
            "reply": "",
            "to_strengthen": [],
            "pool_until": None,
        }
    return {}
