"""The meetings of the demonstration: those of a stage, never on a Sunday, in once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet.bookings.models import Registration
from intranet.competencies.models import Edition
from intranet.content import meetings
from intranet.content import tour as content
from intranet.events.models import Event
from intranet.kit.db import db
from intranet.tour.models import StageEvent
from tests.factories import MemberFactory
from tests.visitor import Visitor


@pytest.mark.usefixtures("edition")
def test_the_demonstration_shows_a_stage_that_gathered_people(visitor: Visitor) -> None:
    MemberFactory(email="developpeur@demo.example", is_demo=True)
    for _ in range(5):
        MemberFactory(is_demo=True)
    for _ in range(2):
        content.load()
        meetings.load()
        db.session.commit()

    found = db.session.scalars(select(Event).where(Event.is_demo)).all()
    assert [event.starts_on.weekday() < 5 for event in found if event.starts_on] == [True, True]
    assert db.session.scalar(select(func.count()).select_from(StageEvent)) == 2
    assert db.session.scalar(select(func.count(Registration.id))) == 6
    said = visitor.open("/tour/grand-est").text(".gathered")
    assert "personnes présentes 6" in said


def test_without_the_accounts_nothing_is_shown(edition: Edition) -> None:
    content.load()
    meetings.load()
    assert not db.session.scalar(select(func.count(Event.id)).where(Event.is_demo))
