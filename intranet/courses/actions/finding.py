"""Being found: in the search over everything, and by the words of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.competencies import queries as referential
from intranet.competencies.models import LinkRole
from intranet.courses import queries
from intranet.courses.models import Course, CourseRun
from intranet.kit import search
from intranet.kit.markdown import plain


def let_be_found(course: Course, runs: Sequence[CourseRun] | None = None) -> None:
    """By its words, its provider, its certification, its competencies and its places."""
    links = referential.links_of("course", [course.id], LinkRole.TEACHES)[course.id]
    items = referential.in_force().items
    raised = [items[link.competency_id] for link in links if link.competency_id in items]
    runs = runs if runs is not None else queries.runs_of([course.id])[course.id]
    certification = course.certification
    search.index(
        "course",
        course.id,
        title=course.title,
        address=course.address,
        summary=plain(course.objectives),
        words=[
            course.provider.name,
            course.provider.acronym or "",
            plain(course.content, 3000),
            course.audience,
            f"{certification.code} {certification.label} {certification.title}"
            if certification
            else "",
            *(f"{item.code} {item.title}" for item in raised),
            *(run.place_and_region for run in runs),
        ],
    )
