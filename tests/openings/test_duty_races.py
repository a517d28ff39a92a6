"""Many act at the very same moment: ten files a day and no more, one answer, one reminder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings import actions
from intranet.openings.models import (
    ApplicationAlreadyMoved,
    ApplicationEvent,
    ApplicationState,
    ApplyMode,
    JobApplication,
)
from intranet.openings.policy import Step
from intranet.openings.views import quotas
from tests.factories import MemberFactory, a_recruiter
from tests.openings.factories import OpeningFactory, an_application
from tests.races import at_once

pytestmark = pytest.mark.live


def sent_long_ago(site: Flask) -> int:
    """An application that waits, ready for its last reminder; its id."""
    with site.app_context():
        owner = a_recruiter()
        opening = OpeningFactory(
            apply_mode=ApplyMode.HERE, organization=owner.organization, owner=owner
        )
        application = an_application(opening, MemberFactory())
        application.submitted_at = now() - timedelta(days=31)
        db.session.commit()
        return application.id


def test_sixteen_files_at_once_are_ten_at_most(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        member = MemberFactory()
        member_id = member.id
    allowed: list[bool] = []

    def count() -> None:
        monkeypatch.setattr(quotas, "me", lambda: db.session.get_one(Member, member_id))
        allowed.append(not quotas.over_quota(1))

    ends = at_once(site, *[count] * 16)
    assert ends == {"done": 16}
    assert Counter(allowed) == {True: 10, False: 6}


def test_eight_runs_at_once_write_one_letter(site: Flask) -> None:
    sent_long_ago(site)
    at = now()
    ends = at_once(site, *[lambda: actions.call_for_answers(at)] * 8)
    assert ends["done"] >= 1 and set(ends) <= {"done", "IntegrityError"}
    with site.app_context():
        keys = db.session.scalars(select(Letter.key).where(Letter.key.contains("_call-"))).all()
        assert len(keys) == 1


def test_an_answer_and_the_end_of_a_silence_at_once_are_one_or_the_other(site: Flask) -> None:
    application_id = sent_long_ago(site)
    at = now() + timedelta(days=45)
    with site.app_context():
        actions.call_for_answers(now())
        db.session.commit()

    def answer() -> None:
        found = db.session.get_one(JobApplication, application_id)
        said = actions.Answer(message="Bravo.")
        actions.answer(found, Step.SHORTLIST, said, found.opening.owner, at, version=found.version)

    acts: list[Callable[[], object]] = [answer, lambda: actions.close_unanswered(at)]
    ends = at_once(site, *acts)
    assert set(ends) <= {"done", ApplicationAlreadyMoved.__name__}
    with site.app_context():
        found = db.session.get_one(JobApplication, application_id)
        told = [
            event.to_state
            for event in db.session.scalars(select(ApplicationEvent).order_by(ApplicationEvent.id))
        ]
        assert told == [ApplicationState.SUBMITTED, found.state]
