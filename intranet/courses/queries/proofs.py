"""What documents may say of a run: the course, its dates, the levels that its trainer established."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.bookings.models import Bookable, CertifiedMeeting, Reached
from intranet.competencies import queries as referential
from intranet.competencies.models import LinkRole
from intranet.courses.models import (
    ASSESSED_BY_LABELS,
    CompetencyResult,
    Course,
    CourseRun,
    ProviderIdentity,
)
from intranet.kit.db import db, every


def run_whole(run_id: int) -> Select[CourseRun]:
    """A run with its course, its provider and its place."""
    return (
        select(CourseRun)
        .join(CourseRun.course)
        .where(CourseRun.bookable_id == run_id)
        .options(
            contains_eager(CourseRun.course).joinedload(Course.provider),
            joinedload(CourseRun.bookable),
            joinedload(CourseRun.municipality),
            joinedload(CourseRun.region),
        )
    )


def as_meeting(run_id: int) -> CertifiedMeeting:
    """A run, as a document names it."""
    run = db.session.scalars(run_whole(run_id)).one()
    course = run.course
    known = db.session.get(ProviderIdentity, course.provider_id)
    return CertifiedMeeting(
        bookable_id=run_id,
        title=course.title,
        address=course.address,
        nature="Action de formation",
        organizer=course.provider.name,
        organizer_number=known.activity_number if known else "",
        dates=run.dates,
        place=run.place_and_region,
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        assesses=bool(taught_by(course.id)),
    )


def taught_by(course_id: int) -> list[int]:
    """The competencies that a course teaches, in its order."""
    links = referential.links_of("course", [course_id], LinkRole.TEACHES)[course_id]
    return [link.competency_id for link in links]


def results_of(registration_ids: Collection[int]) -> Sequence[CompetencyResult]:
    """What is known now of the levels of some people at a run, before and after."""
    return every(
        select(CompetencyResult)
        .where(CompetencyResult.registration_id.in_(registration_ids))
        .options(joinedload(CompetencyResult.assessor))
        .order_by(CompetencyResult.id)
        .execution_options(populate_existing=True)  # a colleague may have changed what was read
    )


def reached_by(
    bookable: Bookable, registration_ids: Collection[int]
) -> Mapping[int, tuple[Reached, ...]]:
    """The levels of those who were assessed on everything that the course teaches."""
    course_id = db.session.scalar(
        select(CourseRun.course_id).where(CourseRun.bookable_id == bookable.id)
    )
    taught = taught_by(course_id or 0)
    known: dict[int, dict[int, CompetencyResult]] = {}
    for result in results_of(registration_ids):
        if result.level_after is not None:
            known.setdefault(result.registration_id, {})[result.competency_id] = result
    editions = {one.edition_id for results in known.values() for one in results.values()}
    catalogues = {edition: referential.catalogue_of(edition) for edition in editions}
    return {
        registration_id: tuple(as_reached(results[item], catalogues) for item in taught)
        for registration_id, results in known.items()
        if taught and all(item in results for item in taught)
    }


def as_reached(
    result: CompetencyResult, catalogues: Mapping[int, referential.Catalogue]
) -> Reached:
    """As the edition that it was assessed by words it."""
    catalogue = catalogues[result.edition_id]
    item, level = catalogue.items[result.competency_id], result.level_after or 0
    return Reached(
        competency_id=item.competency_id,
        edition_id=result.edition_id,
        uri=f"/uri/{item.uuid}",
        code=item.code,
        title=item.title,
        edition=catalogue.number,
        level=level,
        level_label=next((step.label for step in catalogue.scale if step.value == level), ""),
        method=ASSESSED_BY_LABELS[result.method] if result.method else "",
        assessor=result.assessor.name if result.assessor else "",
        assessor_id=result.assessor_id,
    )
