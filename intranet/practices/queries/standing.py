"""What a sheet shows, in the words of the edition of the referential that is in force."""

from __future__ import annotations

from dataclasses import replace

from intranet.competencies.queries import Catalogue, standing_for
from intranet.practices.models import Practice, Review, Sheet, same_text


def online(practice: Practice, in_force: Catalogue) -> Sheet:
    """What is online of a practice, so."""
    assert practice.published, "is_listed"
    return in_step(practice.published.sheet, in_force)


def in_step(sheet: Sheet, in_force: Catalogue) -> Sheet:
    """The same sheet, with what its items are called now, and what took the place of those that are
    gone. A version is sealed: it is read so, never rewritten.
    """
    levels: dict[int, int] = {}
    for row in sheet.competencies:
        for taker in standing_for(row["competency_id"], row["level"], in_force):
            known = levels.get(taker.item.competency_id, 0)
            levels[taker.item.competency_id] = max(known, taker.level)
    rows = [
        {"competency_id": number, "code": in_force.items[number].code, "level": level}
        for number, level in levels.items()
    ]
    return sheet if rows == sheet.competencies else replace(sheet, competencies=rows)


def is_still_said_of(opinion: Review, sheet: Sheet, in_force: Catalogue) -> bool:
    """Whether an opinion is one on this text: what the referential renamed since changed none of it."""
    return same_text(in_step(opinion.version.sheet, in_force), in_step(sheet, in_force))
