"""What tests of the referential start from: the real content, and answers of members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intranet.competencies import actions, queries
from intranet.competencies.models import AssessmentState
from intranet.content import referential
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member


def the_referential() -> queries.Catalogue:
    """The content that a new site starts from."""
    referential.load()
    db.session.commit()
    return queries.in_force()


def says(
    member: Member,
    code: str,
    level: int | None,
    *,
    offers_help: bool = False,
    at: datetime | None = None,
) -> None:
    """Let a member declare a level; None is « sans objet »."""
    catalogue = queries.in_force()
    state = AssessmentState.NOT_APPLICABLE if level is None else AssessmentState.LEVEL
    said = actions.Said(state, level, offers_help)
    competency_id = catalogue.by_code[code].competency_id
    actions.declare(member.id, competency_id, catalogue.edition_id, said, at or now())
    db.session.commit()


def takes_back(member: Member, code: str, at: datetime | None = None) -> None:
    catalogue = queries.in_force()
    competency_id = catalogue.by_code[code].competency_id
    said = actions.Said(AssessmentState.CLEARED)
    actions.declare(member.id, competency_id, catalogue.edition_id, said, at or now())
    db.session.commit()


def asked(competency_id: int, level: int, **more: Any) -> actions.Asked:
    return actions.Asked(competency_id, level, **more)
