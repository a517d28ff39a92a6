"""What other levels would change before every job and every live opening: one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Select, and_, false, or_, select, union

from intranet.career.gains import Levels
from intranet.competencies.matching import percent
from intranet.competencies.models import JobProfile, Need, Requirement
from intranet.competencies.queries import TWELFTHS, fits
from intranet.kit.db import db
from intranet.openings.models import Opening
from intranet.openings.queries import live


@dataclass(frozen=True)
class Change:
    """One demand that would be answered better: a job, or an opening."""

    title: str
    slug: str | None  # of a job
    opening_id: int | None
    today: int  # percents, as pages show them
    then: int

    @property
    def points(self) -> int:
        return self.then - self.today


def changes_brought(before: Levels, after: Levels, at: datetime) -> list[Change]:
    """The jobs and live openings whose score would rise, the largest rise first.

    Only the demands that ask for more than one has of what is raised are looked at.
    """
    moved = {
        item: mine
        for item, level in after.items()
        if (level or 0) > (mine := before.get(item) or 0)
    }
    if not moved:
        return []
    sets = _asking_more(moved, at)
    today, then = fits(sets, before, name="today"), fits(sets, after, name="after")
    query = (
        select(
            JobProfile.slug,
            JobProfile.title.label("job"),
            Opening.id,
            Opening.title,
            today.c.twelfths.label("today"),
            then.c.twelfths.label("then"),
            today.c.weight,
        )
        .select_from(today)
        .join(then, then.c.requirement_set_id == today.c.requirement_set_id)
        .outerjoin(JobProfile, JobProfile.requirement_set_id == today.c.requirement_set_id)
        .outerjoin(Opening, Opening.requirement_set_id == today.c.requirement_set_id)
        .where(then.c.twelfths > today.c.twelfths)
    )
    found = []
    for slug, job, opening_id, title, had, has, weight in db.session.execute(query):
        whole = TWELFTHS * weight
        scores = percent(Fraction(had, whole)), percent(Fraction(has, whole))
        found.append(Change(job or title, slug, opening_id, *scores))
    return sorted(found, key=lambda one: (-one.points, one.title, one.opening_id or 0))


def _asking_more(moved: dict[int, int], at: datetime) -> Select[int]:
    """The sets of jobs and of live openings that require more of an item than one has."""
    more = select(Requirement.requirement_set_id).where(
        Requirement.need == Need.REQUIRED,
        or_(
            false(),
            *(
                and_(Requirement.competency_id == item, Requirement.level > mine)
                for item, mine in moved.items()
            ),
        ),
    )
    jobs = select(JobProfile.requirement_set_id.label("id")).where(
        JobProfile.requirement_set_id.in_(more)
    )
    openings = select(Opening.requirement_set_id.label("id")).where(
        live(at), Opening.requirement_set_id.in_(more)
    )
    return select(union(jobs, openings).subquery("asking").c.id)
