"""What the demonstration accounts say of their own levels, so that gaps and helpers can be seen."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from intranet.competencies import actions, queries
from intranet.competencies.models import Assessment, AssessmentState
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member

# By login: the levels said, with a + where help is offered; None is « sans objet ».
SAID: dict[str, dict[str, str | None]] = {
    "developpeur": {
        "D1.1": "2", "D1.2": "2", "D1.4": "1", "D1.5": "2", "D1.7": "2", "D1.9": "1", "D2.1": "1",
        "D2.1.1": "1", "D2.3": "2", "D2.4": "2", "D2.8": "1", "D3.1": "1", "D3.2": "3+",
        "D3.2.1": "3+", "D3.2.3": "2", "D3.3": "2", "D3.3.2": "1", "D3.5": "2", "D4.1": "3+",
        "D4.4": "1", "D6.1": "2", "D6.1.1": "2", "D7.2": "3", "T1": "2", "T3": "3", "T6": "3",
        "T7": "2", "T10": "2", "D2.5": None, "D3.7": None,
    },
    "developpeur2": {
        "D1.1": "3", "D1.8": "2", "D2.4": "2", "D2.7": "1", "D3.2": "2", "D3.2.1": "2", "D3.7": "0",
        "D4.1": "3", "D4.2": "3+", "D4.2.1": "2", "D4.3": "4+", "D4.3.1": "4+", "D4.3.2": "3+",
        "D4.4": "3+", "D4.5": "2", "D4.6": "3+", "D4.7": "2", "D4.8": "2", "D5.1": "2", "T4": "3",
        "T5": "3", "D7.4": None,
    },
    "formateur": {
        "D1.1": "4+", "D1.3.1": "3", "D1.4": "3+", "D1.6": "3+", "D3.2": "4+", "D3.2.1": "4+",
        "D3.4": "3", "D5.1.3": "3", "D5.3": "3+", "D7.1.2": "3", "D7.2": "3", "T3": "4+", "T5": "3",
        "T7": "3+", "T9": "4+",
    },
    "formateur2": {
        "D3.1": "4", "D3.1.1": "4", "D3.1.2": "3", "D3.2": "4", "D3.2.1": "3", "D3.2.2": "3",
        "D3.3": "3", "D3.4": "4", "D3.6": "2", "D7.1.1": "2", "T3": "3", "T8": "4", "T9": "3",
    },
    "recruteur": {
        "D1.3": "3", "D1.8": "2", "D2.3": "4", "D2.7": "3", "D5.1": "3", "D5.3": "3", "D5.6": "3",
        "D6.1.2": "3", "D6.4": "3", "D6.4.1": "4", "D7.1": "3", "D7.1.1": "3", "D7.5": "2", "T1": "3",
        "T4": "4", "T8": "4",
    },
    "recruteur2": {
        "D1.3": "3", "D5.1": "4", "D5.1.1": "3", "D5.1.2": "3", "D5.1.3": "4", "D6.4": "4",
        "D6.4.1": "3", "D6.5": "2", "T1": "4", "T4": "4",
    },
    "animateur": {
        "D1.3.2": "3", "D2.1": "3", "D2.2": "3", "D2.2.1": "2", "D2.6": "3", "D2.6.1": "4+",
        "D6.1": "4+", "D6.1.1": "4+", "D6.1.2": "4+", "D6.2": "4+", "D6.3": "3", "D6.4": "3+",
        "D6.5": "3+", "D7.1": "3+", "D7.4": "2", "T2": "3", "T3": "4+", "T4": "3", "T6": "3",
        "T9": "3+",
    },
}  # fmt: skip

# What was said long before, so that a profile has a past: by login, (item, level, days ago).
LONG_BEFORE: dict[str, list[tuple[str, str, int]]] = {
    "developpeur": [
        ("D4.1", "1", 980), ("D4.1", "2", 610), ("D3.2", "1", 700), ("D3.2", "2", 330),
        ("D1.1", "1", 420), ("T5", "2", 790),
    ],
}  # fmt: skip


def load() -> None:
    """The answers of the demonstration accounts that are in and have said nothing yet."""
    catalogue = queries.in_force()
    silent = select(Member).where(Member.is_demo, Member.id.not_in(select(Assessment.member_id)))
    for member in db.session.scalars(silent).all():
        login = member.email.partition("@")[0]
        for code, before, days in LONG_BEFORE.get(login, []):
            actions.declare(
                member.id,
                catalogue.by_code[code].competency_id,
                catalogue.edition_id,
                as_said(before),
                now() - timedelta(days=days),
            )
        for age, (code, level) in enumerate(SAID.get(login, {}).items()):
            actions.declare(
                member.id,
                catalogue.by_code[code].competency_id,
                catalogue.edition_id,
                as_said(level),
                now() - timedelta(days=20 + 3 * age),
            )


def as_said(level: str | None) -> actions.Said:
    if level is None:
        return actions.Said(AssessmentState.NOT_APPLICABLE)
    return actions.Said(AssessmentState.LEVEL, int(level[0]), offers_help=level.endswith("+"))
