"""A word that changes with the catalogue, so that what was counted may be kept meanwhile."""

from __future__ import annotations

from sqlalchemy import event, inspect

from intranet.bookings.models import Bookable
from intranet.competencies.models import CompetencyLink
from intranet.courses.models.certifications import Certification, QualityCertificate
from intranet.courses.models.courses import Course, CourseEvent
from intranet.courses.models.runs import CourseRun
from intranet.kit.db import Model
from intranet.kit.stamps import Stamp
from intranet.organizations.models import Organization


class CatalogueStamp(Stamp, Model):
    """A word that changes with every change of a course or a run: counts made under it still hold."""

    __tablename__ = "course_catalogue_stamp"


# Decisions change a state by one statement, which leaves a line of history: it counts as the change.
@event.listens_for(Course, "after_insert")
@event.listens_for(Course, "after_update")
@event.listens_for(CourseEvent, "after_insert")
@event.listens_for(CourseRun, "after_insert")
@event.listens_for(CourseRun, "after_update")
@event.listens_for(CourseRun, "after_delete")
@event.listens_for(Certification, "after_update")
@event.listens_for(QualityCertificate, "after_insert")
@event.listens_for(QualityCertificate, "after_update")
def _stamp_with(_mapper: object, _connection: object, _changed: object) -> None:
    CatalogueStamp.change()


@event.listens_for(CompetencyLink, "after_insert")
@event.listens_for(CompetencyLink, "after_update")
def _stamp_with_link(_mapper: object, _connection: object, link: CompetencyLink) -> None:
    if link.subject_type == "course":
        CatalogueStamp.change()


@event.listens_for(Bookable, "after_update")
def _stamp_with_bookable(_mapper: object, _connection: object, bookable: Bookable) -> None:
    """What says where registration stands; the seats taken are followed by their own history."""
    said = inspect(bookable).attrs
    if any(said[name].history.has_changes() for name in OF_STANDING):
        CatalogueStamp.change()


OF_STANDING = (
    "lifecycle", "opens_at", "closes_at", "capacity", "remote_capacity", "waitlist_max",
    "holds_seat_before_approval",
)  # fmt: skip


@event.listens_for(Organization, "after_update")
def _stamp_with_name(_mapper: object, _connection: object, provider: Organization) -> None:
    said = inspect(provider).attrs
    if any(said[name].history.has_changes() for name in ("name", "acronym", "slug")):
        CatalogueStamp.change()
