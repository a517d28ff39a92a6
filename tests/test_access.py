"""The matrix: every door of the site × everybody, drawn from `intranet/doors.toml`.

Each person opens every page, and tries every action that is not theirs, on things that belong to
them, to somebody else of the same organization, or to another one (`tests/world.py` says who they
are). Whoever is not named is led to the sign-in page, or told 403 or 404.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from intranet.kit import doors
from tests.visitor import Visitor
from tests.world import (
    DOORS,
    EVERYBODY,
    FACES,
    SAMPLES,
    World,
    address_of,
    enter,
    peopled,
    rules,
    world,
)

__all__ = ["DOORS", "World", "enter", "peopled", "rules", "world"]

# Light or dark harms nobody; the link that stops letters is its own proof (RFC 8058).
LED_BY_A_WORD = {
    "bookings.scan",
    "members.confirm",
    "members.confirm_identity",
    "members.new_password",
    "openings.kept_feed",
    "openings.stop_alerts",
    "discussions.stop_letters",
}
BY_ITSELF = {"home.theme", "openings.stop_alerts", "discussions.stop_letters"}


def test_every_route_has_its_line_and_every_word_its_people(app: Flask) -> None:
    law = doors.read()
    assert set(app.view_functions) == set(law)
    spoken = {word for door in law.values() for word in door.words | door.but}
    assert spoken == set(FACES)
    assert SAMPLES.keys() <= law.keys()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('found = "anyone"', "no line in doors.toml says who may enter: home.lost"),
        ('found = "anyone"\nlost = "anyone"\ngone = "anyone"', "speaks of no route: home.gone"),
        ('found = "anyone"\nlost = "anybody"', "does not say who they are: anybody"),
    ],
)
@pytest.mark.no_database
def test_the_site_does_not_start_on_a_table_that_is_not_whole(
    line: str, fault: str, tmp_path: Path
) -> None:
    table = tmp_path / "doors.toml"
    table.write_text(f'[words]\nanyone = "Whoever comes."\n[home]\n{line}\n', "utf-8")
    with pytest.raises(doors.WrongTable, match=fault):
        doors.check(doors.read(table), {"home.found", "home.lost"})


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_page_opens_to_those_it_is_for_and_to_nobody_else(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    enter(who, world, visitor)
    wrong = []
    for rule in rules(app):
        if "GET" not in (rule.methods or ()):
            continue
        status = knock(visitor, "GET", rule, world)
        expected = {200, 303} if who in DOORS[rule.endpoint].who else refusals(who)
        if rule.endpoint in LED_BY_A_WORD:
            expected = {404, 410}  # a link that was never sent
        if rule.endpoint in {"members.sign_in", "members.sign_up", "home.ready"}:
            expected |= {302}
        if status not in expected:
            wrong.append(f"{rule.endpoint} {rule.rule}: {status}, not in {expected}")
    assert not wrong


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_no_action_is_done_by_whom_it_is_not_for(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    enter(who, world, visitor)
    token = visitor.open("/connexion" if who == "visitor" else "/moi").soup.select_one(
        "[name=csrf_token]"
    )
    assert token
    wrong = []
    for rule in rules(app):
        if "POST" not in (rule.methods or ()) or who in DOORS[rule.endpoint].who:
            continue
        status = knock(visitor, "POST", rule, world, data={"csrf_token": token["value"]})
        if status not in refusals(who):
            wrong.append(f"{rule.endpoint} {rule.rule}: {status}")
    assert not wrong


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_no_action_is_done_without_its_token(
    who: str, app: Flask, world: World, visitor: Visitor
) -> None:
    enter(who, world, visitor)
    for rule in rules(app):
        if "POST" in (rule.methods or ()) and rule.endpoint not in BY_ITSELF:
            assert knock(visitor, "POST", rule, world) == 400, rule.endpoint


def test_on_a_closed_site_nothing_is_read_without_an_account(
    app: Flask, world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_IS_PUBLIC", False)
    law = doors.read()
    for rule in rules(app):
        if "GET" in (rule.methods or ()) and not law[rule.endpoint].is_always_open:
            assert knock(visitor, "GET", rule, world) == 302, rule.endpoint


def refusals(who: str) -> set[int]:
    """A visitor is asked to sign in; a member is told that it is not theirs, or that it is not."""
    return {302, 404} if who == "visitor" else {403, 404}


def knock(visitor: Visitor, method: str, rule: Rule, world: World, **how: Any) -> int:
    """Ask for the page of a rule, filled with its sample; the status alone."""
    app = visitor.client.application
    address = address_of(app, rule, world)
    with app.app_context():
        response = visitor.client.open(address, method=method, **how)
    response.close()
    return response.status_code
