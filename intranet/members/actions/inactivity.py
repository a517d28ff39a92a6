"""Accounts nobody uses any more: warned, then closed, as they would close them themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from intranet.kit import letters
from intranet.kit.clock import in_paris
from intranet.kit.db import every
from intranet.kit.journal import Kind
from intranet.members import queries
from intranet.members.actions.accounts import close_account
from intranet.members.models import LastAdministrator

AT_ONCE = 100  # accounts in one transaction
TIME_TO_COME_BACK = timedelta(days=30)


def warn_inactive(at: datetime, *, months: int) -> int:
    """Say when the account will close; signing in is enough to keep it. How many were told."""
    idle = every(queries.idle_since(at, months).limit(AT_ONCE))
    for member in idle:
        member.warned_at = at
        letters.write(
            "members/inactive",
            member.email,
            key=f"member-{member.id}-inactive-{member.last_seen_on}",
            name=member.name,
            last_seen_on=member.last_seen_on,
            closes_at=at + TIME_TO_COME_BACK,
        )
    return len(idle)


def close_inactive(at: datetime) -> int:
    """A month later without a sign of life: nothing personal stays. How many were closed."""
    silent = every(queries.warned_before(at - TIME_TO_COME_BACK).limit(AT_ONCE))
    for member in silent:
        try:
            close_account(member, at, kind=Kind.ACCOUNT_ERASED)
        except LastAdministrator:  # the site is not left without one
            member.warned_at, member.last_seen_on = None, in_paris(at).date()
    return len(silent)
