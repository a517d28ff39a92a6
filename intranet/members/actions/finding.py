"""Being found by people of the network: only who asked to be in the directory."""

from __future__ import annotations

from intranet.kit import search
from intranet.kit.db import db
from intranet.kit.search import Audience
from intranet.members.models import ROLE_LABELS, Member

KIND = "person"


def let_be_found(member: Member) -> None:
    """By their name, what they do and where; not any more once they would rather not, or left."""
    db.session.flush()
    db.session.expire(member, ["memberships", "roles"])
    works_at = member.membership
    if not (member.is_listed and member.is_active and works_at):
        search.forget(KIND, member.id)
        return
    organization = works_at.organization
    search.index(
        KIND,
        member.id,
        title=member.name,
        address=member.address,
        summary=", ".join(filter(None, (works_at.job_title, organization.name))),
        words=[
            organization.acronym or "",
            organization.region.name if organization.region else "",
            *(ROLE_LABELS[held.role] for held in member.roles),
            member.about,
        ],
        audience=Audience.NETWORK,
    )
