"""What openings are called for whoever follows them, and what alerts tell of them besides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from intranet.discussions.actions import noted_by
from intranet.discussions.models import News, Topic, Verb
from intranet.discussions.queries import Named, named_by, told_by
from intranet.kit.clock import now
from intranet.kit.db import every
from intranet.kit.numbers import whole_numbers
from intranet.openings import actions, queries
from intranet.openings.models import Opening

KIND = "opening"


def answer_for_openings() -> None:
    named_by(Topic.THING, openings, kind=KIND, label="Offres de mobilité")
    told_by(KIND, told_by_alerts)
    noted_by(KIND, keep_told)


def openings(keys: Collection[str]) -> Mapping[str, Named]:
    """What is or was online, as anybody may read it."""
    found = every(queries.readable_by(None, now()).where(Opening.id.in_(whole_numbers(keys))))
    return {str(each.id): Named(each.title, each.address) for each in found}


def told_by_alerts(member_ids: Collection[int], news: Collection[News]) -> set[tuple[int, int]]:
    """An opening that came online, told by an alert already."""
    by_opening = {one.subject_id: one.id for one in news if one.verb is Verb.PUBLISHED}
    told = queries.told_to(member_ids, by_opening)
    return {(member_id, by_opening[opening_id]) for member_id, opening_id in told}


def keep_told(member_id: int, news: Collection[News], at: datetime) -> None:
    """No alert tells it again."""
    told = {one.subject_id for one in news if one.verb is Verb.PUBLISHED}
    actions.note_told(member_id, told, at)
