"""What recruiters do with an application: each answer, with what goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from intranet.members.models import Member
from intranet.openings.actions.applications import advance
from intranet.openings.models import REFUSAL_LABELS, JobApplication, RefusalReason
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


def answer(
    application: JobApplication, step: Step, said: Answer, by: Member, at: datetime, *, version: int
) -> None:
    """Take a step of the recruiters and tell the candidate. Raises ApplicationAlreadyMoved."""
    note = said.message
    if step is Step.REFUSE and said.reason and said.shares_reason:
        note = f"{REFUSAL_LABELS[said.reason]}.\n\n{note}".strip()
    advance(application, step, by, at, version=version, note=note, **_beside(step, said))


def _beside(step: Step, said: Answer) -> dict[str, Any]:
    """The columns that a step writes besides the state."""
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
        }
    if step is Step.TAKE_BACK:
        return {"refusal_reason": None, "reason_is_shared": False, "reply": ""}
    return {}
