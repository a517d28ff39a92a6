"""Writing a course: what is said of it, and what it does for the referential."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import update

from intranet.competencies import actions as competencies
from intranet.competencies import queries as referential
from intranet.competencies.models import CompetencyLink, LinkRole
from intranet.courses.actions.finding import let_be_found
from intranet.courses.actions.history import take_note
from intranet.courses.models import (
    WRITABLE,
    ChangedMeanwhile,
    Course,
    Happening,
    Raised,
    Syllabus,
)
from intranet.courses.models.syllabus import COLUMNS
from intranet.kit.conditional import changed_one
from intranet.kit.db import db
from intranet.kit.texts import fold
from intranet.members.models import Member
from intranet.organizations.models import Organization


def start(
    provider: Organization, author: Member | None, said: Syllabus, at: datetime, **more: Any
) -> Course:
    """A new draft, from its title alone."""
    course = Course(provider=provider, author=author, **more)
    say(course, said)
    db.session.add(course)
    db.session.flush()
    join(course, said)
    take_note(course, author, Happening.STARTED, at)
    return course


def write(course: Course, said: Syllabus, by: Member | None, at: datetime, *, version: int) -> None:
    """Change what is said. Raises ChangedMeanwhile where somebody wrote since `version` was read."""
    taken = update(Course).where(Course.id == course.id, Course.lock_version == version)
    taken = taken.where(Course.state.in_(WRITABLE))
    if not changed_one(taken.values(lock_version=version + 1)):
        raise ChangedMeanwhile(course.id)
    db.session.refresh(course)
    say(course, said)
    db.session.flush()
    join(course, said)
    take_note(course, by, Happening.WRITTEN, at)
    if course.is_online:
        let_be_found(course)


def syllabus_of(course: Course, links: Iterable[CompetencyLink]) -> Syllabus:
    """What a course says now, its competencies included."""
    by_role: dict[LinkRole, list[Raised]] = {LinkRole.TEACHES: [], LinkRole.PRESUPPOSES: []}
    for link in links:
        before = link.level_from if link.role is LinkRole.TEACHES else None
        how = course.assessed_by.get(str(link.competency_id), "")
        said = how if link.role is LinkRole.TEACHES else None
        by_role[link.role].append(Raised(link.competency_id, link.level_to, before, said))
    return Syllabus.of(course, by_role[LinkRole.TEACHES], by_role[LinkRole.PRESUPPOSES])


def say(course: Course, said: Syllabus) -> None:
    for name in COLUMNS:
        setattr(course, name, getattr(said, name))
    course.folded = fold(said.title)
    known = course.assessed_by or {}
    told = {
        str(each.competency_id): known.get(str(each.competency_id), "")
        if each.assessment is None
        else each.assessment
        for each in said.teaches
    }
    course.assessed_by = {item: how for item, how in told.items() if how}


def join(course: Course, said: Syllabus) -> None:
    joined = [
        competencies.Joined(each.competency_id, each.after, each.before, LinkRole.TEACHES)
        for each in said.teaches
    ]
    joined += [
        competencies.Joined(each.competency_id, each.after, role=LinkRole.PRESUPPOSES)
        for each in said.presupposes
    ]
    # A draft of a title alone needs no edition.
    edition_id = referential.in_force().edition_id if joined else 0
    competencies.join("course", course.id, edition_id, joined)
