"""All the starting content, domain by domain."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from intranet.content import (
    courses,
    crowd,
    guides,
    levels,
    meetings,
    moving,
    openings,
    organizations,
    passing_on,
    people,
    places,
    plans,
    practices,
    quality,
    referential,
    statuses,
    teams,
    tour,
)
from intranet.kit.db import db
from intranet.places.models import Region

LOADERS = (
    places,
    organizations,
    referential,
    people,
    levels,
    teams,
    openings,
    statuses,
    moving,
    courses,
    quality,
    plans,
    practices,
    guides,
    tour,
    crowd,
    meetings,
    passing_on,
)


def load() -> None:
    """All the starting content, in one transaction."""
    with current_app.test_request_context(base_url=current_app.config["SITE_URL"]):
        for domain in LOADERS:
            domain.load()
        db.session.commit()


def is_empty() -> bool:
    """Whether nothing was ever loaded: the regions come first."""
    return db.session.execute(select(Region).limit(1)).first() is None
