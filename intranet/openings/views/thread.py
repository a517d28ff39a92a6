"""The thread of an application, as each side reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intranet.kit.texts import moment
from intranet.openings import policy
from intranet.openings.models import ApplicationMessage, JobApplication


def thread(
    messages: Sequence[ApplicationMessage], about: JobApplication, *, at_desk: bool
) -> list[dict[str, Any]]:
    """Its lines, for the reader: who, when, what, and whether it is theirs."""
    return [_line(each, about, at_desk=at_desk) for each in messages]


def has_news(
    messages: Sequence[ApplicationMessage], about: JobApplication, *, at_desk: bool
) -> bool:
    """Whether the other side wrote something that nobody here has read."""
    return any(
        each.read_at is None and (each.author_id == about.applicant_id) is at_desk
        for each in messages
    )


def _line(message: ApplicationMessage, about: JobApplication, *, at_desk: bool) -> dict[str, Any]:
    by_applicant = message.author_id == about.applicant_id
    if by_applicant:
        who = about.name_at_desk if at_desk else "Vous"
    else:
        who = message.author.name if at_desk else about.opening.recruiter(message.author)
    return {
        "who": who,
        "at": message.at,
        "text": policy.unsigned(message.body, about) if by_applicant and at_desk else message.body,
        "side": "theirs" if by_applicant is at_desk else "ours",
        "read": f"lu le {moment(message.read_at)}" if message.read_at else "pas encore lu",
    }
