"""Every change that htmx makes in a page, and what is expected of it (RGAA 7.5, WCAG 4.1.3).

The script that says and moves is `static/js/said.js`; `tests/browser/test_swaps.py` sees it at work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "intranet" / "templates"
pytestmark = pytest.mark.no_database

PANEL = "comes by itself as the page opens: nothing is said, the focus stays"
FILTER = "the number of results is said, the focus stays where one types, the title stays true"
ACT = "the result is said, the focus stays on the same button; errors take it"
WRITING = "beside a form being filled: said when it changes, the focus stays in the field"
LIST = "a list that the browser or the search box shows and announces itself"

EXPECTED = {
    ("bookings/attendance/door.html", "#door"): ACT,
    ("bookings/attendance/door.html", "#names"): FILTER,
    ("bookings/certificates/order.html", "#progress"): ACT,
    ("career/_crossroads_panel.html", "#faces"): PANEL,
    ("career/_place.html", "#{{ name }}"): PANEL,
    ("career/contacts/_place.html", "#contacts"): PANEL,
    ("career/team/index.html", "#team"): FILTER,
    ("competencies/_item_proposals.html", "#discussed"): PANEL,
    ("competencies/chapter.html", "#progress"): WRITING,
    ("competencies/evidence/ask.html", "#suggestions"): FILTER,
    ("competencies/index.html", "#results"): FILTER,
    ("competencies/proposals.html", "#results"): FILTER,
    ("competencies/show.html", "#levels"): ACT,
    ("competencies/team.html", "#team"): FILTER,
    ("courses/_behind.html", "#suivi"): PANEL,
    ("courses/_run_fields.html", "#communes"): LIST,
    ("courses/form.html", "#missing"): WRITING,
    ("courses/index.html", "#results"): FILTER,
    ("courses/show.html", "#proches"): PANEL,
    ("discussions/_follow.html", "#{{ box.name }}"): ACT,
    ("discussions/_news.html", "#nouvelle-{{ each.id }}"): ACT,
    ("events/index.html", "#results"): FILTER,
    ("home/journal.html", "#results"): FILTER,
    ("home/people.html", "#results"): FILTER,
    ("home/search.html", ""): PANEL,  # remembers the search; nothing changes
    ("members/desk.html", "#results"): FILTER,
    ("members/join.html", "#suggestions"): FILTER,
    ("members/outbox.html", "#results"): FILTER,
    ("openings/apply.html", "#saved"): WRITING,
    ("openings/form.html", "#communes"): LIST,
    ("openings/immersions/index.html", "#results"): FILTER,
    ("openings/index.html", "#communes"): LIST,
    ("openings/index.html", "#results"): FILTER,
    ("openings/statuses/_ways.html", "#ways"): PANEL,
    ("organizations/closing.html", "#structures"): LIST,
    ("organizations/form.html", "#communes"): LIST,
    ("organizations/index.html", "#results"): FILTER,
    ("practices/_discussion.html", "#discussion"): ACT,
    ("practices/_panel_discussion.html", "#discussion"): PANEL,
    ("practices/form.html", "#missing"): WRITING,
    ("practices/form.html", "#presence"): WRITING,
    ("practices/form.html", "#saved"): WRITING,
    ("practices/index.html", "#results"): FILTER,
    ("practices/new.html", "#proches"): WRITING,
    ("tour/captures.html", "#captures"): ACT,
    ("tour/index.html", "#carte"): FILTER,
    ("ui/parts.html", "#{{ list }}"): LIST,
}
# The macros that hold what is said, for the templates that call them.
SAYING = re.compile(r'data-said|ui\.results_count\(|ui\.france_map\(|tone="good"')


def uses() -> Iterator[tuple[str, str, str]]:
    """Each element that asks for something: its template, what it changes, how it is written."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        for found in re.finditer(r'"?hx-(?:get|post)"?[:=]', text):
            is_given = text[found.start()] == '"'  # to a macro: hx-target comes in the same braces
            start = found.start() if is_given else text.rfind("<", 0, found.start())
            written = text[start : found.end() + 420]
            target = re.search(r'"?hx-target"?[:=] ?"([^"]+)"', written)
            swaps = 'hx-swap="none"' not in written
            yield str(path.relative_to(TEMPLATES)), target[1] if target and swaps else "", written


def test_every_change_in_place_is_listed_with_what_is_expected_of_it() -> None:
    assert {(path, target) for path, target, _ in uses()} == set(EXPECTED)


def test_what_comes_by_itself_is_a_panel_and_what_has_an_address_is_a_filter() -> None:
    for path, target, written in uses():
        kind = EXPECTED[path, target]
        head = written.partition(">")[0]
        if 'hx-trigger="load"' in head:
            assert kind == PANEL, path
        if "hx-push-url" in head:
            assert kind == FILTER, path


def test_a_result_is_said_by_something_of_the_place_that_changes() -> None:
    for (path, target), kind in EXPECTED.items():
        if kind in {FILTER, ACT, WRITING}:
            place = (TEMPLATES / path).read_text()
            assert SAYING.search(place), f"{path} changes {target} and says nothing"


def test_the_status_is_there_before_anything_changes_and_alone() -> None:
    base = (TEMPLATES / "base.html").read_text()
    assert '<output class="sr-only" id="said"></output>' in base
    for path in TEMPLATES.rglob("*.html"):
        replaced = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        live = re.findall(r'<[^>]*aria-live="polite"[^>]*>', replaced)
        assert not [each for each in live if "hx-" in each], f"{path} replaces its own live region"
