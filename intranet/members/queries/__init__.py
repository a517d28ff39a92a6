"""How members are found."""

from __future__ import annotations

from intranet.members.queries.access import (
    hashed,
    of_address,
    open_sessions_of,
    signed_in_by,
    usable_link,
)
from intranet.members.queries.memberships import (
    animators_of,
    awaiting,
    count_awaiting,
    count_of_people,
    lately_decided,
    memberships_of,
    people_of,
    requests_seen_by,
)
from intranet.members.queries.people import (
    admitted,
    counted_for,
    idle_since,
    is_named,
    not_hidden_from,
    suggested,
    warned_before,
)

__all__ = [
    "admitted",
    "animators_of",
    "awaiting",
    "count_awaiting",
    "count_of_people",
    "counted_for",
    "hashed",
    "idle_since",
    "is_named",
    "lately_decided",
    "memberships_of",
    "not_hidden_from",
    "of_address",
    "open_sessions_of",
    "people_of",
    "requests_seen_by",
    "signed_in_by",
    "suggested",
    "usable_link",
    "warned_before",
]
