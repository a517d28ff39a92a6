"""What runs are called for whoever follows them: only what every member may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from intranet.career import queries
from intranet.discussions.models import Topic
from intranet.discussions.queries import Named, named_by


def answer_for_runs() -> None:
    named_by(Topic.THING, runs, kind="run")


def runs(keys: Collection[str]) -> Mapping[str, Named]:
    """Those of courses that are online, and that were not called off."""
    asked = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
    found = queries.runs_with_course(asked)
    return {
        str(number): Named(f"{run.course.title}, {run.dates}", run.address)
        for number, run in found.items()
        if run.course.is_online and not run.bookable.is_called_off
    }
