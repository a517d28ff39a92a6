"""How meetings are found, for the agenda and for whoever holds them."""

from intranet.events.queries.agenda import (
    FORMATS,
    Wanted,
    coming_dates,
    found_by,
    most_recent,
    page_of,
    published,
)
from intranet.events.queries.days import days_at, ended_before
from intranet.events.queries.duties import (
    MINUTES_AWAITED_FOR,
    MINUTES_WITHIN,
    minutes_to_write,
    talks_to_decide,
)
from intranet.events.queries.events import (
    awaiting,
    count_awaiting,
    named,
    proposed_by,
    slugs_like,
    to_follow,
    whole,
)
from intranet.events.queries.facets import YES, Counts, Domain, counts_by_facet, domains
from intranet.events.queries.held import (
    alike,
    as_meeting,
    described,
    event_held,
    is_shown,
    organized_by,
    organizing,
    referents,
    starting,
)
from intranet.events.queries.linked import linked_by, linked_to
from intranet.events.queries.talks import (
    attended_at,
    attended_by,
    programme_of,
    speaker_numbered,
    talk_of,
)

__all__ = [
    "FORMATS",
    "MINUTES_AWAITED_FOR",
    "MINUTES_WITHIN",
    "YES",
    "Counts",
    "Domain",
    "Wanted",
    "alike",
    "as_meeting",
    "attended_at",
    "attended_by",
    "awaiting",
    "coming_dates",
    "count_awaiting",
    "counts_by_facet",
    "days_at",
    "described",
    "domains",
    "ended_before",
    "event_held",
    "found_by",
    "is_shown",
    "linked_by",
    "linked_to",
    "minutes_to_write",
    "most_recent",
    "named",
    "organized_by",
    "organizing",
    "page_of",
    "programme_of",
    "proposed_by",
    "published",
    "referents",
    "slugs_like",
    "speaker_numbered",
    "starting",
    "talk_of",
    "talks_to_decide",
    "to_follow",
    "whole",
]
