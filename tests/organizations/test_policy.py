"""Who enters a structure in the directory, who writes its page, who reads the people."""

from __future__ import annotations

import pytest

from intranet.members.models import Role
from intranet.organizations import policy
from intranet.organizations.models import Organization
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
MEMBER, NEWCOMER = at_work(1), newcomer(2)
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((3, "44"), (4, "53"))
)
NATIONAL, ADMINISTRATOR = at_work(5, Role.ANIMATOR), at_work(6, Role.ADMINISTRATOR)
READERS = (MEMBER, NEWCOMER, REGIONAL, OTHER_REGION, NATIONAL, ADMINISTRATOR, None)


def test_animators_and_administrators_enter_structures_and_write_those_of_their_region() -> None:
    adding = {by for by in READERS if policy.may_add(by)}
    assert adding == {REGIONAL, OTHER_REGION, NATIONAL, ADMINISTRATOR}
    there, national = Organization(id=1, region_code="44"), Organization(id=7)
    editing = {by for by in READERS if policy.may_edit(by, there)}
    assert editing == {REGIONAL, NATIONAL, ADMINISTRATOR}
    assert {by for by in READERS if policy.may_edit(by, national)} == {NATIONAL, ADMINISTRATOR}


def test_people_are_read_by_people_of_the_network() -> None:
    reading = {by for by in READERS if policy.may_read_people(by)}
    assert reading == set(READERS) - {NEWCOMER, None}
