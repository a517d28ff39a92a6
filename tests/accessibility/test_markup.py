"""Every page, read once: each rule of RGAA that HTML alone can answer, on all of them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.accessibility.pages import every_page
from tests.accessibility.rules import RULES, faults_of
from tests.visitor import Visitor
from tests.world import World

# One page at two addresses.
THE_SAME = (
    {"competencies.edit_proposal", "competencies.reword_proposal"},
    {"courses.later", "courses.later_of_mine"},
    {"practices.show", "practices.version"},
    {"practices.guide", "practices.guide_edition"},
)


def test_every_page_keeps_every_rule_that_its_markup_can_answer(
    world: World, visitor: Visitor, subtests: pytest.Subtests
) -> None:
    pages = list(every_page(visitor, world))
    assert len({page.name for page in pages}) > 250

    for rule, criteria in RULES.items():
        with subtests.test(f"{rule.__name__} ({', '.join(criteria)})"):
            assert faults_of(pages, rule) == []

    with subtests.test("no_two_pages_have_the_same_title (8.6)"):
        named = defaultdict(set)
        for page in pages:
            named[page.title].add(page.name)
        shared = [names for names in named.values() if len(names) > 1 and names not in THE_SAME]
        assert shared == []
