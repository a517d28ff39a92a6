"""Accounts nobody uses any more: warned twice, then closed, as they would close them themselves.

Their rows are held: whoever signs in at this very moment keeps their account, and is not warned.
"""

from __future__ import annotations

from datetime import date, datetime

from intranet.kit import letters
from intranet.kit.clock import in_paris, months_after
from intranet.kit.conditional import still
from intranet.kit.db import every
from intranet.kit.journal import Kind
from intranet.members import queries
from intranet.members.actions.accounts import close_account
from intranet.members.models import LastAdministrator, Member

AT_ONCE = 100  # accounts warned in one transaction
LETTERS = 2  # a month apart, the account goes a month after the last: at 22, 23 and 24 months


def warn_inactive(at: datetime, *, months: int, told: int) -> int:
    """Say when the account will close, to whoever had `told` letters; signing in is enough to keep it.

    How many were written to. Each letter comes a month after the one before, even to whoever was
    long gone when the timer first ran.
    """
    due = queries.idle_for(at, months_of(told, months), told=told).limit(AT_ONCE)
    idle = every(still(due, Member))
    for member in idle:
        letters.write(
            "members/inactive",
            member.email,
            key=f"member-{member.id}-inactive-{told + 1}-{member.last_seen_on}",
            name=member.name,
            last_seen_on=member.last_seen_on,
            closes_on=_closes_on(member, at, months, left=LETTERS - told),
            is_last=told + 1 == LETTERS,
        )
        member.warned_at, member.warnings = at, told + 1
    return len(idle)


def months_of(told: int, months: int) -> int:
    """After how many months without a visit the letter that comes after `told` others is due."""
    return months - LETTERS + told


def _closes_on(member: Member, at: datetime, months: int, *, left: int) -> date:
    soonest = months_after(in_paris(at).date(), left)
    return (
        max(soonest, months_after(member.last_seen_on, months)) if member.last_seen_on else soonest
    )


def close_inactive(member_id: int, at: datetime, *, months: int) -> int:
    """No sign of life since the last letter: nothing personal stays. 0 of whoever came back meanwhile."""
    silent = queries.idle_for(at, months, told=LETTERS).where(Member.id == member_id)
    found = every(still(silent, Member))
    for member in found:
        try:
            close_account(member, at, kind=Kind.ACCOUNT_ERASED)
        except LastAdministrator:  # the site is not left without one
            member.warned_at, member.warnings = None, 0
            member.last_seen_on = in_paris(at).date()
    return len(found)
