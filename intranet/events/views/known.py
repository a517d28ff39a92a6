"""What the pages of a meeting load: one that the reader may know of, or holds; else a 404."""

from __future__ import annotations

from flask import abort
from sqlalchemy import Select

from intranet.events import policy, queries
from intranet.events.models import Event
from intranet.kit.access import me, reader, require
from intranet.kit.db import one_or_404


def known_event(slug: str, query: Select[Event] | None = None) -> Event:
    """Published, or of those who hold it or may publish it."""
    event = one_or_404(query if query is not None else queries.named(slug))
    member = reader()
    if event.published_at is None and not (member and policy.may_organize(member, event)):
        abort(404)
    return event


def my_event(slug: str) -> Event:
    """A meeting whose page, seats and programme the reader may change."""
    event = known_event(slug)
    require(policy.may_organize(me(), event))
    return event
