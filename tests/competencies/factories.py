"""What tests of the referential start from: the real content, and answers of members."""

from __future__ import annotations

from datetime import datetime

from intranet.competencies import actions, queries
from intranet.competencies.models import AssessmentState, Edition, Revision
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


def a_draft(number: str = "1.0.0", *codes: str) -> Edition:
    """A draft of the framework in force that keeps only some of its items."""
    old = db.session.scalars(queries.sealed()).unique().first()
    assert old
    catalogue = queries.in_force()
    draft = Edition(framework=old.framework, scale=old.scale, number=number, title="Suite")
    db.session.add(draft)
    db.session.flush()
    for position, code in enumerate(codes):
        item = catalogue.by_code[code]
        db.session.add(
            Revision(
                edition_id=draft.id,
                competency_id=item.competency_id,
                code=code,
                kind=item.kind,
                title=f"{item.title} (revu)",
                position=position,
            )
        )
    db.session.commit()
    return draft
