"""A sheet leaves the site for good, with the reason: its page says so, and its owner keeps an export."""

from __future__ import annotations

from datetime import datetime

from intranet.competencies.actions import join
from intranet.competencies.queries import in_force
from intranet.kit import journal, letters, search
from intranet.kit.clock import in_paris
from intranet.kit.db import db
from intranet.kit.journal import Kind
from intranet.members.models import Member
from intranet.practices.actions.leaving import bound_to, tell_bound
from intranet.practices.actions.locks import ask_no_more, change
from intranet.practices.actions.truth import answering
from intranet.practices.models import Practice


def withdraw(practice: Practice, by: Member, at: datetime, *, reason: str, lock: int) -> None:
    """Whatever state it is in: nobody reads it any more, nor is asked anything of it. Whoever
    answers for it, and whoever writes in it, read why; its experts and takers, where to read it.

    Raises ChangedMeanwhile.
    """
    told = {person.id: person for person in answering(practice)}
    told |= {person.id: person for person in _writing(practice)}
    bound = bound_to(practice)
    change(
        practice, lock, withdrawn_on=in_paris(at).date(), withdrawn_reason=reason, submitted_at=None,
        proposed_id=None, proposed_on=None,
    )  # fmt: skip
    ask_no_more(practice, at)
    join("practice", practice.id, in_force().edition_id, [])
    search.forget("practice", practice.id)
    journal.note(
        Kind.SUSPENDED, by=by, concerns=practice.author, about=practice, detail="withdrawn"
    )
    db.session.flush()
    for to in told.values():
        letters.write(
            "practices/withdrawn",
            to.email,
            key=f"practice-withdrawn:{practice.id}:{to.id}",
            name=to.name,
            practice=practice,
            by=by.name,
        )
    tell_bound(practice, bound, {by.id, *told})


def _writing(practice: Practice) -> list[Member]:
    """Its author, while a version is under way and they still work for its owner."""
    author = practice.author if practice.working_version_id else None
    there = author and author.is_active and author.organization_id == practice.owner_id
    return [author] if author and there else []
