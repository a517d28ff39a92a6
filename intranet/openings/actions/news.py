"""What happens to an opening is news for whoever follows it, its territory, its employer, what it asks."""

from __future__ import annotations

from datetime import datetime

from intranet.discussions import actions as discussions
from intranet.discussions.models import Topic, Verb
from intranet.members.models import Member
from intranet.openings.models import Opening

FAMILY = "openings"


def tell(opening: Opening, verb: Verb, by: Member | None, at: datetime, *, of: str = "") -> None:
    """Announce it once. An employer who hides their name is not led to by it."""
    topics = {
        (Topic.COMPETENCY, str(each.competency_id))
        for each in (opening.requirement_set.requirements if opening.requirement_set else ())
    }
    if opening.region_code:
        topics.add((Topic.REGION, opening.region_code))
    if opening.municipality:
        topics.add((Topic.DEPARTMENT, opening.municipality.department_code))
    if not opening.is_confidential:
        topics.add((Topic.ORGANIZATION, str(opening.organization_id)))
    discussions.announce(
        f"opening:{opening.id}:{verb}:{of}",
        verb,
        family=FAMILY,
        subject=("opening", opening.id),
        title=f"{opening.title}, {opening.employer}",
        address=opening.address,
        topics=topics,
        by=by,
        at=at,
    )
