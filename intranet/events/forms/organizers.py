"""Who holds a meeting, recognized by the whole name that was typed."""

from __future__ import annotations

from intranet.kit.db import db
from intranet.kit.texts import bare_words
from intranet.organizations import queries as organizations
from intranet.organizations.models import Organization


def known_organization(name: str) -> Organization | None:
    """The one of this name or acronym; None where there is none, or several."""
    found = organizations.suggested(name, limit=5)
    if found is None:
        return None
    asked = bare_words(name)
    alike = [
        each
        for each in db.session.scalars(found)
        if asked in {bare_words(known) for known in (each.name, each.acronym or "") if known}
    ]
    return alike[0] if len(alike) == 1 else None
