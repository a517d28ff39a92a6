"""What tests of the referential start from: the real content, and answers of members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from intranet.competencies import actions, queries
from intranet.competencies.models import (
    REPLACED_BY,
    Assessment,
    AssessmentKind,
    AssessmentState,
    Competency,
    Edition,
    ItemKind,
    LevelDescriptor,
    Relation,
    Revision,
    new_uuid,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.factories import MemberFactory


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


def attests(
    member: Member, code: str, level: int, *, by: Member | None = None, **given: Any
) -> None:
    """Let somebody (a colleague, unless it is said) vouch for a level."""
    catalogue = queries.in_force()
    said = {"kind": AssessmentKind.PEER, "level": level, "at": now()} | given
    db.session.add(
        Assessment(
            member_id=member.id,
            author_id=(by or MemberFactory(name="Dominique Voisin")).id,
            competency_id=catalogue.by_code[code].competency_id,
            edition_id=catalogue.edition_id,
            **said,
        )
    )
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
                is_assessable=item.is_assessable,
            )
        )
        db.session.add_all(
            LevelDescriptor(
                edition_id=draft.id, competency_id=item.competency_id, value=value, text=words
            )
            for value, words in catalogue.sheets[item.competency_id].descriptors.items()
        )
    db.session.commit()
    return draft


def the_next(edition: Edition | None = None) -> Edition:
    """A draft of the edition in force that could be published as soon as it changes something.

    What the small edition of tests leaves without words is described.
    """
    base = edition or db.session.get_one(Edition, queries.in_force().edition_id)
    draft = actions.open_draft(base.framework, now())
    known = {
        (one.competency_id, one.value)
        for one in db.session.scalars(select(LevelDescriptor).filter_by(edition_id=draft.id))
    }
    db.session.add_all(
        LevelDescriptor(
            edition_id=draft.id,
            competency_id=revision.competency_id,
            value=value,
            text=f"Sait faire {value}.",
        )
        for revision in db.session.scalars(select(Revision).filter_by(edition_id=draft.id))
        for value in range(max(1, revision.level_min), revision.level_max + 1)
        if revision.is_assessable and (revision.competency_id, value) not in known
    )
    db.session.commit()
    return draft


def of(draft: Edition, code: str) -> Revision:
    """What a draft says of an item."""
    query = select(Revision).filter_by(edition_id=draft.id, code=code)
    return db.session.scalars(query).one()


def brings(draft: Edition, code: str, under: str, **said: Any) -> int:
    """Let a draft hold one more item, described at each of its levels."""
    uuid = new_uuid()
    competency = Competency(
        framework_id=draft.framework_id, uuid=uuid, uri=f"urn:uuid:{uuid}", created_in_id=draft.id
    )
    db.session.add(competency)
    db.session.flush()
    words = {"kind": ItemKind.KNOW_HOW, "title": f"Compétence {code}", "position": 99} | said
    db.session.add(
        revision := Revision(
            edition_id=draft.id,
            competency_id=competency.id,
            parent_id=of(draft, under).competency_id,
            code=code,
            **words,
        )
    )
    db.session.add_all(
        LevelDescriptor(
            edition_id=draft.id, competency_id=competency.id, value=value, text=f"Fait {value}."
        )
        for value in range(max(1, revision.level_min), revision.level_max + 1)
    )
    db.session.commit()
    return competency.id


def drops(draft: Edition, code: str, *heirs: int) -> int:
    """Take an item out of a draft, for others that take its place (by id), or for none."""
    revision = of(draft, code)
    gone = revision.competency_id
    db.session.execute(
        delete(LevelDescriptor).where(
            LevelDescriptor.edition_id == draft.id, LevelDescriptor.competency_id == gone
        )
    )
    db.session.delete(revision)
    db.session.add_all(
        Relation(edition_id=draft.id, kind=REPLACED_BY, origin_id=gone, target_id=heir)
        for heir in heirs
    )
    db.session.commit()
    return gone
