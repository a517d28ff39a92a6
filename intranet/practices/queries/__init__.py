"""How practices are found: by whoever may know of them, by what they say, by what awaits someone."""

from intranet.practices.queries.duties import (
    awaiting_review_by,
    corrections_asked_of,
    drafts_of,
    to_follow,
    to_verify_by,
)
from intranet.practices.queries.lists import (
    ORDERS,
    Facets,
    Wanted,
    counts_by_region,
    facets,
    found_by,
    latest_published,
    published_count,
    themes,
)
from intranet.practices.queries.readers import (
    about_organization,
    close_to,
    is_listed,
    is_published,
    known_by_slug,
    published_versions,
    readable_by,
    showing,
    told_of_region,
    workable_by,
)
from intranet.practices.queries.reviews import (
    contacts_of,
    reviewers_for,
    reviews_known_to,
    themes_named,
)
from intranet.practices.queries.together import versions_of, writing_too

__all__ = [
    "ORDERS",
    "Facets",
    "Wanted",
    "about_organization",
    "awaiting_review_by",
    "close_to",
    "contacts_of",
    "corrections_asked_of",
    "counts_by_region",
    "drafts_of",
    "facets",
    "found_by",
    "is_listed",
    "is_published",
    "known_by_slug",
    "latest_published",
    "published_count",
    "published_versions",
    "readable_by",
    "reviewers_for",
    "reviews_known_to",
    "showing",
    "themes",
    "themes_named",
    "to_follow",
    "to_verify_by",
    "told_of_region",
    "versions_of",
    "workable_by",
    "writing_too",
]
