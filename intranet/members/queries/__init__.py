"""How members are found."""

from __future__ import annotations

from intranet.members.queries.access import (
    closed_by_time,
    count_closed_by_time,
    halfway_by,
    hashed,
    of_address,
    open_sessions_of,
    proof,
    signed_in_by,
    usable_link,
)
from intranet.members.queries.accounts import accounts_called, open_account
from intranet.members.queries.factors import (
    code_app_of,
    codes_left,
    has_factor,
    is_protected,
    losses_of,
    passkey_called,
    passkeys_of,
)
from intranet.members.queries.identities import arrival_by_letter, arrival_of, identities_of
from intranet.members.queries.memberships import (
    animators_of,
    awaiting,
    count_awaiting,
    count_of_people,
    is_at_work,
    lately_decided,
    memberships_of,
    names_of_people,
    people_of,
    requests_seen_by,
)
from intranet.members.queries.people import (
    admitted,
    counted_for,
    idle_for,
    is_named,
    name_words,
    not_hidden_from,
    suggested,
)

__all__ = [
    "accounts_called",
    "admitted",
    "animators_of",
    "arrival_by_letter",
    "arrival_of",
    "awaiting",
    "closed_by_time",
    "code_app_of",
    "codes_left",
    "count_awaiting",
    "count_closed_by_time",
    "count_of_people",
    "counted_for",
    "halfway_by",
    "has_factor",
    "hashed",
    "identities_of",
    "idle_for",
    "is_at_work",
    "is_named",
    "is_protected",
    "lately_decided",
    "losses_of",
    "memberships_of",
    "name_words",
    "names_of_people",
    "not_hidden_from",
    "of_address",
    "open_account",
    "open_sessions_of",
    "passkey_called",
    "passkeys_of",
    "people_of",
    "proof",
    "requests_seen_by",
    "signed_in_by",
    "suggested",
    "usable_link",
]
