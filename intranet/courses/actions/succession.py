"""Courses of a structure that closes: its successor provides them.

What was certified of the former one was of it alone: its SIRET, its declaration of activity and its
quality mark (code du travail, articles L. 6351-1 and L. 6316-1) are its successor's to obtain.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select, update

from intranet.bookings.models import ChecklistLine
from intranet.courses.models import Course, CourseFile, State
from intranet.kit.db import db, every
from intranet.organizations.actions import Belonging, Closing


def follow(closing: Closing) -> None:
    """Nobody is a partner twice, nor of their own course. A model of dossier passes where there is none.
    A number that a course of the successor bears too is that one’s.
    """
    if closing.successor is None:
        return
    former, successor = closing.former, closing.successor
    taken = set(every(select(Course.reference).where(Course.provider_id == successor.id)))
    for course in every(select(Course).where(Course.provider_id == former.id)):
        course.provider = successor
        course.reference = None if course.reference in taken else course.reference
        course.partners = [one for one in course.partners if one is not successor]
    for course in every(select(Course).where(Course.partners.any(id=former.id))):
        others = [one for one in course.partners if one not in {former, successor}]
        course.partners = others if course.provider is successor else [*others, successor]
    db.session.flush()
    files = update(CourseFile).where(CourseFile.organization_id == former.id)
    db.session.execute(files.values(organization_id=successor.id))
    has_model = select(ChecklistLine.id).where(ChecklistLine.organization_id == successor.id)
    if db.session.scalars(has_model.limit(1)).first() is None:
        lines = update(ChecklistLine).where(ChecklistLine.organization_id == former.id)
        db.session.execute(lines.values(organization_id=successor.id))


def _count(organization_id: int, _on: date) -> Select[int]:
    of_it = Course.provider_id == organization_id, Course.state != State.ARCHIVED
    return select(func.count(Course.id)).where(*of_it)


COURSES = Belonging(follow, ("formation", "formations"), _count)
