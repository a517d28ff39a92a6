"""What the demonstration shows of mentors, pairs and teams holds together, and is loaded once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet.career.models import JobContact, Mentor, Mentoring, MentoringState, Pair, PairState
from intranet.career.queries.teams import expiring
from intranet.competencies.models import Assessment
from intranet.competencies.queries import Catalogue
from intranet.content import levels, organizations, passing_on, people, teams
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.organizations.actions import enter


@pytest.fixture
def loaded(catalogue: Catalogue) -> None:
    for found in organizations.from_sources():
        if found.is_demo:
            found.municipality_code = None
            enter(found)
    for part in (people, levels, teams, passing_on):
        part.load()
    db.session.commit()


def counts() -> list[int | None]:
    tables = (Mentor, Mentoring, Pair, JobContact, Assessment, Letter, Member)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_each_developer_has_somebody_to_learn_from_and_something_to_answer_loaded_once(
    loaded: None,
) -> None:
    states = {each.mentee.name: each.state for each in db.session.scalars(select(Mentoring))}
    assert states == {
        "Camille Roussel": MentoringState.ACCEPTED,
        "Yann Tessier": MentoringState.ASKED,
    }
    formed = {each.state for each in db.session.scalars(select(Pair))}
    assert formed == {PairState.PROPOSED, PairState.AGREED}

    # something expires within the year in the team
    people = [member.id for member in db.session.scalars(select(Member))]
    [expiry] = expiring(people, now())
    assert (expiry.level, db.session.get_one(Member, expiry.member_id).name) == (4, "Inès Aubry")

    before = counts()
    passing_on.load()
    db.session.commit()
    assert counts() == before
