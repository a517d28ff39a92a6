"""What a member lately searched, the latest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from intranet.home.models import RecentSearch
from intranet.kit.db import every
from intranet.kit.exports import instant
from intranet.members.models import Member


def recent_of(member: Member) -> Select[RecentSearch]:
    return (
        select(RecentSearch)
        .where(RecentSearch.member_id == member.id)
        .order_by(RecentSearch.at.desc(), RecentSearch.id.desc())
    )


def carried_by(member: Member) -> list[dict[str, Any]]:
    """For the file of their own data."""
    return [{"mots": found.words, "le": instant(found.at)} for found in every(recent_of(member))]
