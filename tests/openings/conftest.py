"""An opening where one applies here, and somebody who may."""

from __future__ import annotations

import pytest

from intranet.members.models import Member
from intranet.openings.models import ApplyMode, Opening
from tests.factories import MemberFactory, a_recruiter
from tests.openings.factories import OpeningFactory


@pytest.fixture
def opening(edition: object) -> Opening:
    owner = a_recruiter()
    made: Opening = OpeningFactory(
        apply_mode=ApplyMode.HERE, organization=owner.organization, owner=owner
    )
    return made


@pytest.fixture
def member(edition: object) -> Member:
    made: Member = MemberFactory()
    return made
