"""How well a sheet is proved: computed from what it joins, what experts said and who took it up."""

from __future__ import annotations

from intranet.kit.db import db, every
from intranet.practices import queries
from intranet.practices.models import Evidence, Practice, same_text


def weigh(practice: Practice) -> None:
    """Write the level of its published version; to be called when anything it rests on changes."""
    if practice.published is not None:
        practice.evidence = level_of(practice).value


def level_of(practice: Practice) -> Evidence:
    """The highest rung: reproduced elsewhere, read by an expert as it is online, else its own."""
    assert practice.published, "is_published"
    if db.session.scalar(queries.is_reproduced(practice)):
        return Evidence.REPRODUCED
    sheet = practice.published.sheet
    if any(
        same_text(given.version.sheet, sheet) for given in every(queries.given_opinions(practice))
    ):
        return Evidence.EXPERT
    return sheet.evidence
