"""Who reports what was said, who hides it, who follows what happens."""

from __future__ import annotations

import pytest

from intranet.discussions import policy
from intranet.discussions.models import OF_THE_NETWORK, Comment
from intranet.kit.clock import now
from intranet.members.models import Role
from tests.people import at_work, newcomer

pytestmark = pytest.mark.no_database
AUTHOR, MEMBER, NEWCOMER = at_work(1, Role.ANIMATOR), at_work(2), newcomer(3)
REGIONAL, OTHER_REGION = (
    at_work(number, Role.ANIMATOR, region=code) for number, code in ((4, "44"), (5, "53"))
)
NATIONAL = at_work(6, Role.ANIMATOR)
READERS = (AUTHOR, MEMBER, NEWCOMER, REGIONAL, OTHER_REGION, NATIONAL)
ANIMATORS = {AUTHOR, REGIONAL, OTHER_REGION, NATIONAL}


def test_whoever_works_for_a_structure_follows_and_reports_what_others_said() -> None:
    said = Comment(author_id=AUTHOR.id)
    assert {by for by in READERS if policy.may_follow(by)} == set(READERS) - {NEWCOMER}
    reporting = {by for by in READERS if policy.may_report(by, said)}
    assert reporting == set(READERS) - {NEWCOMER, AUTHOR}
    said.hidden_at = now()
    assert not any(policy.may_report(by, said) for by in READERS)


@pytest.mark.parametrize(
    ("region", "there"),
    [
        ("44", {AUTHOR, REGIONAL, NATIONAL}),
        (None, {AUTHOR, NATIONAL}),
        (OF_THE_NETWORK, ANIMATORS),
    ],
)
def test_what_is_said_is_looked_after_by_the_animators_of_the_thing_but_its_author(
    region: str | None, there: set[object]
) -> None:
    said = Comment(author_id=AUTHOR.id)
    assert {by for by in READERS if policy.looks_after(by, region)} == there
    assert {by for by in READERS if policy.may_moderate(by, said, region)} == there - {AUTHOR}


def test_the_queue_of_reports_is_for_animators() -> None:
    assert {by for by in READERS if policy.may_read_reports(by)} == ANIMATORS
