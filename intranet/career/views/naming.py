"""What runs and items are called for whoever follows them: only what every member may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from intranet.career import queries
from intranet.competencies.queries import in_force
from intranet.discussions.models import Topic
from intranet.discussions.queries import Named, named_by


def answer_for_runs() -> None:
    named_by(Topic.THING, runs, kind="course_run")
    named_by(Topic.COMPETENCY, items)


def runs(keys: Collection[str]) -> Mapping[str, Named]:
    """Those of courses that are online, and that were not called off."""
    asked = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
    found = queries.runs_with_course(asked)
    return {
        str(number): Named(f"{run.course.title}, {run.dates}", run.address)
        for number, run in found.items()
        if run.course.is_online and not run.bookable.is_called_off
    }


def items(keys: Collection[str]) -> Mapping[str, Named]:
    """Those of the edition in force, by the lasting number of the item."""
    known = in_force().items
    found = {key: known.get(int(key)) for key in keys if key.isascii() and key.isdigit()}
    return {
        key: Named(f"{item.code} {item.title}", f"/referentiel/{item.code}")
        for key, item in found.items()
        if item
    }
