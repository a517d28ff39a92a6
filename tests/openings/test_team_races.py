"""A recruiting team that two clicks change at the same moment: once, and said once."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings.actions.team import name_member, unname_member
from intranet.openings.models import DeskRole, Opening, OpeningEvent, OpeningMember
from tests.factories import MemberFactory, a_recruiter
from tests.openings.factories import OpeningFactory
from tests.races import at_once

pytestmark = pytest.mark.live


def said_of(opening_id: int) -> list[str]:
    events = db.session.query(OpeningEvent).filter_by(opening_id=opening_id)
    return [each for event in events for each in event.changes if "équipe" in each]


def test_a_colleague_is_named_then_taken_away_once_each(site: Flask) -> None:
    with site.app_context():
        owner = a_recruiter()
        opening_id = OpeningFactory(organization=owner.organization, owner=owner).id
        owner_id, colleague_id = owner.id, MemberFactory(organization=owner.organization).id

    def names() -> None:
        opening = db.session.get_one(Opening, opening_id)
        assert opening.team == []
        by, colleague = (db.session.get_one(Member, each) for each in (owner_id, colleague_id))
        name_member(opening, colleague, DeskRole.READER, by, now())

    def takes_away() -> None:
        named = db.session.query(OpeningMember).one()
        assert named.opening.team
        unname_member(named, db.session.get_one(Member, owner_id), now())

    assert at_once(site, names, names, holding=(1, 1))["done"] >= 1
    with site.app_context():
        assert db.session.query(OpeningMember).count() == 1
        assert len(said_of(opening_id)) == 1
        assert db.session.query(Letter).count() == 1

    assert at_once(site, takes_away, takes_away, holding=(1, 1))["done"] >= 1
    with site.app_context():
        assert db.session.query(OpeningMember).count() == 0
        assert len(said_of(opening_id)) == 2
