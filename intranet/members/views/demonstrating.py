"""Accounts of the demonstration: whoever passes by shares them, and nobody may shut the others out."""

from __future__ import annotations

from flask import Response, request

from intranet.kit.access import me
from intranet.kit.htmx import page
from intranet.members.models import Member
from intranet.members.policy import may_change_access


def shared(title: str, member: Member | None = None) -> Response | None:
    """The page that says why nothing of this account changes hands; None where it is one’s own."""
    if may_change_access(member or me()):
        return None
    status = 403 if request.method == "POST" else 200
    return page("members/shared_account.html", title=title, status=status)
