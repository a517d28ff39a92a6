"""What happens to a sheet is news for whoever follows it, its themes or its territories."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from intranet.competencies.models import CompetencyLink
from intranet.discussions import actions as discussions
from intranet.discussions.models import Topic, Verb
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.practices.models import GuideEdition, Practice, Theme, practice_region, practice_theme

FAMILY = "practices"


def tell(
    practice: Practice, verb: Verb, by: Member | None, at: datetime, *, of: str, anchor: str = ""
) -> None:
    """Announce once what happened to a published sheet; `of` names which time it was."""
    if not practice.is_published:
        return
    discussions.announce(
        f"practice:{practice.id}:{verb}:{of}",
        verb,
        family=FAMILY,
        subject=("practice", practice.id),
        title=practice.title,
        address=f"{practice.address}{anchor}",
        topics=_topics(practice),
        by=by,
        at=at,
    )


def tell_edition(edition: GuideEdition, by: Member | None, at: datetime, *, is_first: bool) -> None:
    """Announce an edition of a guide; its owner, when it has one, leads to it too."""
    guide = edition.guide
    discussions.announce(
        f"guide:{guide.id}:edition:{edition.id}",
        Verb.PUBLISHED if is_first else Verb.NEW_VERSION,
        family=FAMILY,
        subject=("guide", guide.id),
        title=f"{guide.title}, {edition.number}",
        address=guide.address,
        topics=[(Topic.ORGANIZATION, str(guide.owner_id))] if guide.owner_id else (),
        by=by,
        at=at,
    )


def _topics(practice: Practice) -> set[tuple[Topic, str]]:
    """All that leads to it: its themes, its territories, its owner, what it shows."""
    themes = select(Theme.slug).join(practice_theme).where(
        practice_theme.c.practice_id == practice.id
    )  # fmt: skip
    regions = select(practice_region.c.region_code).where(
        practice_region.c.practice_id == practice.id
    )
    shown = select(CompetencyLink.competency_id).where(
        CompetencyLink.subject_type == "practice", CompetencyLink.subject_id == practice.id
    )
    places = {*db.session.scalars(regions), practice.region_code}
    found = {(Topic.THEME, slug) for slug in db.session.scalars(themes)}
    found |= {(Topic.REGION, code) for code in places if code}
    found |= {(Topic.COMPETENCY, str(each)) for each in db.session.scalars(shown)}
    if practice.department_code:
        found.add((Topic.DEPARTMENT, practice.department_code))
    if practice.owner_id:
        found.add((Topic.ORGANIZATION, str(practice.owner_id)))
    return found
