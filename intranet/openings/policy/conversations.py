"""Until when a candidate and those who answer write to each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from intranet.kit.clock import in_paris
from intranet.members.models import Member
from intranet.openings.models import ApplicationState, JobApplication
from intranet.openings.policy.team import decides

# Three months to explain a refusal (CNIL, guide du recrutement): after that, nobody owes a word.
EXPLAINED_FOR = timedelta(days=90)


def is_kept_in_mind(application: JobApplication, at: datetime) -> bool:
    """Its author agreed that this employer thinks of them for another post, and that holds."""
    return application.pool_until is not None and in_paris(at).date() <= application.pool_until


def is_talked_about(application: JobApplication, at: datetime) -> bool:
    """From its sending to three months after its answer, or as long as its author agreed to be
    thought of: they could be told of no post otherwise. Never once it is withdrawn.
    """
    decided_at = application.decided_at
    return (
        application.submitted_at is not None
        and application.applicant_id is not None
        and application.state is not ApplicationState.WITHDRAWN
        and (
            decided_at is None
            or at - decided_at < EXPLAINED_FOR
            or is_kept_in_mind(application, at)
        )
    )


def may_write_about(member: Member, application: JobApplication, at: datetime) -> bool:
    """Whoever decides there; readers only read."""
    return decides(member, application.opening) and is_talked_about(application, at)
