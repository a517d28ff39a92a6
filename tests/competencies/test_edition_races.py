"""Two people act on the next edition at the very same moment: one of them does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from intranet.competencies import actions
from intranet.competencies.models import (
    AssessmentState,
    Edition,
    EditionState,
    Framework,
    Operation,
    Proposal,
    Revision,
    Succession,
)
from intranet.competencies.queries import being_written, in_force, present_text
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.models import Member
from tests.competencies.factories import brings, drops, says, the_next
from tests.competencies.proposing import WHY, a_proposal, uuid_of
from tests.factories import MemberFactory
from tests.races import at_once

pytestmark = pytest.mark.live


def test_of_two_who_open_a_draft_one_does(site: Flask) -> None:
    def opens() -> None:
        actions.open_draft(db.session.get_one(Framework, 1), now())

    assert at_once(site, opens, opens) == {"done": 1, "DraftInProgress": 1}
    with site.app_context():
        assert db.session.scalar(select(func.count(Edition.id))) == 2


def test_of_two_who_publish_one_does(site: Flask) -> None:
    with site.app_context():
        drops(the_next(), "D2.1")

    def publishes() -> None:
        draft = db.session.scalars(select(Edition).order_by(Edition.id.desc())).first()
        assert draft
        actions.publish(draft, now())

    assert at_once(site, publishes, publishes) == {"done": 1, "NotADraft": 1}
    with site.app_context():
        states = db.session.scalars(select(Edition.state).order_by(Edition.id)).all()
        assert states == [EditionState.RETIRED, EditionState.PUBLISHED]
        retired = select(func.count(Succession.id)).where(Succession.to_competency_id.is_(None))
        assert db.session.scalar(retired) == 1


def test_whoever_writes_while_it_is_published_is_in_the_hash_or_refused(site: Flask) -> None:
    with site.app_context():
        draft_id = the_next().id

    def publishes() -> None:
        draft = db.session.get_one(Edition, draft_id)
        actions.publish(draft, now())

    def writes() -> None:
        db.session.execute(
            update(Revision)
            .where(Revision.edition_id == draft_id, Revision.code == "D1.1")
            .values(title="Écrit au même instant")
        )

    ends = at_once(site, publishes, writes)

    assert "done" in ends
    with site.app_context():
        edition = db.session.get_one(Edition, draft_id)
        assert edition.state is EditionState.PUBLISHED
        assert edition.sha256 == actions.fingerprint(draft_id)


def test_members_answer_while_an_edition_carries_their_levels(site: Flask) -> None:
    """Whoever answers holds their own row, and refers to the edition in force; publishing holds both."""
    with site.app_context():
        known, people, draft = in_force(), [MemberFactory() for _ in range(6)], the_next()
        for each in people:
            says(each, "D2.1", 2)
        drops(draft, "D2.1", brings(draft, "D2.9", "D2"))
        ids, draft_id, item = [each.id for each in people], draft.id, known.by_code["D1.1"]

    def publishes() -> None:
        actions.publish(db.session.get_one(Edition, draft_id), now())

    def answers(member_id: int) -> Callable[[], None]:
        def act() -> None:
            actions.heed_erasure(member_id, 0)
            said = actions.Said(AssessmentState.LEVEL, 3)
            actions.declare(member_id, item.competency_id, known.edition_id, said, now())
            db.session.flush()

        return act

    ends = at_once(site, publishes, *map(answers, ids), holding=(2, *[1] * 6))

    assert ends == {"done": 7}


def test_a_draft_is_abandoned_while_somebody_writes_of_it(site: Flask) -> None:
    """Each holds the draft first, then the proposals that were written of it."""
    with site.app_context():
        draft_id = the_next().id
        number, author_id = a_proposal(draft=True).id, db.session.scalar(select(Proposal.author_id))
        assert db.session.get_one(Proposal, number).edition_id == draft_id
        uuid = uuid_of("D1.1")

    def writes() -> None:
        mine, catalogue = db.session.get_one(Proposal, number), being_written()
        present = present_text(catalogue)
        asked = actions.Change(Operation.EDIT, uuid, {"title": "Observer"}, mine.nature, WHY)
        author = db.session.get_one(Member, author_id)
        actions.keep_proposal(asked, author, catalogue, present, mine, at=now(), seen=mine.version)

    def abandons() -> None:
        actions.abandon(db.session.get_one(Edition, draft_id))

    ends = at_once(site, writes, abandons, holding=(1, 1))

    assert ends in ({"done": 2}, {"done": 1, "TextMovedOn": 1})
    with site.app_context():
        assert db.session.get(Edition, draft_id) is None
        assert db.session.get_one(Proposal, number).edition_id != draft_id
