"""Courses with all that their offer says, some hundreds at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from intranet.bookings.queries import occupancy_of
from intranet.competencies.queries import links_of
from intranet.courses.exchange.fitness import Offered
from intranet.courses.models import Course, ProviderIdentity
from intranet.courses.queries.parts import runs_of
from intranet.kit.db import db, every
from intranet.kit.portions import portions

AT_ONCE = 200


def offers(course_ids: Sequence[int], *, forgets: bool = False) -> Iterator[Offered]:
    """In that order. `forgets`: what was given is let go, so that any number takes no more memory.

    All that it says is read with it: a server ends the session before the answer is written.
    """
    for some in portions(course_ids, AT_ONCE):
        yield from _some(some)
        if forgets:
            db.session.expunge_all()


def _some(ids: Sequence[int]) -> Iterator[Offered]:
    query = select(Course).where(Course.id.in_(ids))
    with_all = query.options(
        joinedload(Course.provider), joinedload(Course.certification), selectinload(Course.quality)
    )
    courses = {course.id: course for course in every(with_all)}
    runs, links = runs_of(ids), links_of("course", ids)
    taken = occupancy_of([run.bookable for some in runs.values() for run in some])
    providers = {course.provider_id for course in courses.values()}
    of_these = select(ProviderIdentity).where(ProviderIdentity.organization_id.in_(providers))
    identities = {one.organization_id: one for one in every(of_these)}
    for course_id in ids:
        if course := courses.get(course_id):
            identity = identities.get(course.provider_id)
            for run in runs[course_id]:
                set_committed_value(run, "course", course)
            yield Offered(course, identity, runs[course_id], links[course_id], taken)
