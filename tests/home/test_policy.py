"""What each searches, who opens « Animer », who reads the journal."""

from __future__ import annotations

import pytest

from intranet.home import policy
from intranet.kit.search import Audience
from intranet.members.models import Role
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
MEMBER, NEWCOMER = at_work(1, Role.RECRUITER, Role.TRAINER), newcomer(2)
ANIMATOR, ADMINISTRATOR = at_work(3, Role.ANIMATOR, region="44"), at_work(4, Role.ADMINISTRATOR)
READERS = (MEMBER, NEWCOMER, ANIMATOR, ADMINISTRATOR)


def test_what_the_network_says_is_found_by_those_who_work_for_a_structure() -> None:
    for by in (NEWCOMER, None):
        assert policy.audiences_of(by) == (Audience.ANYONE,)
    assert set(policy.audiences_of(MEMBER)) == {Audience.ANYONE, Audience.NETWORK}


def test_animators_and_administrators_animate_and_administrators_alone_read_the_journal() -> None:
    assert {by for by in READERS if policy.may_animate(by)} == {ANIMATOR, ADMINISTRATOR}
    assert {by for by in READERS if policy.may_read_journal(by)} == {ADMINISTRATOR}
