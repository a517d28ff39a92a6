"""A meeting that comes, moves or is called off is news for whoever follows it, its places, its hosts."""

from __future__ import annotations

from datetime import datetime

from intranet.discussions import actions as discussions
from intranet.discussions.models import Topic, Verb
from intranet.events.models import Event
from intranet.members.models import Member

FAMILY = "events"


def tell(event: Event, verb: Verb, by: Member | None, at: datetime, *, of: str = "") -> None:
    """Announce once what became of a meeting that is in the agenda.

    Of a meeting that is over, its minutes alone are news.
    """
    is_late = event.is_over(event.day_at(at)) and verb is not Verb.PUBLISHED
    if event.published_at is None or is_late:
        return
    topics = {(Topic.REGION, region.code) for region in event.regions}
    topics |= {
        (Topic.ORGANIZATION, str(each.organization_id))
        for each in event.organizers
        if each.organization_id
    }
    discussions.announce(
        f"event:{event.id}:{verb}:{of}",
        verb,
        family=FAMILY,
        subject=("event", event.id),
        title=event.title,
        address=event.address,
        topics=topics,
        by=by,
        at=at,
    )
