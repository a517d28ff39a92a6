"""How well a sheet is proved: computed from what it joins, what experts said and who took it up."""

from __future__ import annotations

from intranet.competencies.queries import in_force
from intranet.kit.db import db, every
from intranet.practices import queries
from intranet.practices.models import Evidence, Practice


def weigh(practice: Practice) -> None:
    """Write the level of its published version; to be called when anything it rests on changes."""
    if practice.published is not None:
        practice.evidence = level_of(practice).value


def level_of(practice: Practice) -> Evidence:
    """The highest rung: reproduced elsewhere, read by an expert as it is online, else its own."""
    assert practice.published, "is_published"
    if db.session.scalar(queries.is_reproduced(practice)):
        return Evidence.REPRODUCED
    sheet, given = practice.published.sheet, every(queries.given_opinions(practice))
    if given and any(queries.is_still_said_of(each, sheet, in_force()) for each in given):
        return Evidence.EXPERT
    return sheet.evidence
