"""The matrix: every door of the site × everybody, drawn from `intranet/doors.toml`.

Each person opens every page, and tries every action that is not theirs, on things that belong to
them, to somebody else of the same organization, or to another one (`tests/world.py` says who they
are). Whoever is not named is led to the sign-in page, or told 403 or 404.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, make_response
from sqlalchemy import select
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from intranet.home.actions.indexing import rebuild
from intranet.home.queries.tasks import tasks_of
from intranet.kit import doors, errors
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.register import register, table_of
from intranet.kit.search import SearchEntry
from intranet.kit.search.spelling import KnownWord
from intranet.kit.security import HEADERS
from tests import outside
from tests.aviary import PRIVATE, SHOWN, SIGN
from tests.drills import IS_WHOLE, many, tell
from tests.factories import OrganizationFactory, an_animator
from tests.sql import counted, tables_written
from tests.visitor import Visitor
from tests.words import columns_of_words
from tests.world import (
    DOORS,
    EVERYBODY,
    FACES,
    PEOPLE,
    SAMPLES,
    SIGNED_IN,
    World,
    address_of,
    enter,
    rules,
)

LAW = doors.read()
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
LED_AWAY = {"members.sign_in", "members.sign_up", "home.ready", "discussions.read_news"}
ANYWHERE = {"openings.stop_alerts", "discussions.stop_letters"}
# What the form names beside the address, of the same sample: without it, everybody is told 404.
NAMED_IN_THE_FORM = {"career.keep_course": "run", "bookings.welcome": "slot_id"}
BY_ITSELF = {"home.theme"} | ANYWHERE
ELSEWHERE = "76"  # the things of this world are in region 44
OF_ANY_REGION = "animators of any region"
OPENED_BY = 2  # people who open each page, of those whom it is for
# What one is told nowhere else: whoever applied has a right to what is held of them (GDPR, article 15).
CARRIED_AWAY = {"openings.carry_away": {"application_note.body"}}
# What reading may write, and why.
COUNTED = {
    "sign_in": "when a session was last seen, so that it can lapse",
    "member": "the day of the last visit, after which an unused account closes",
    "attempt": "tries, for the limits",
    "news_seen": "the news that were read",
    "news": "the same",
    "news_mark": "the same",
    "calendar_address": "when a calendar was last asked, for its owner to see that it serves",
    "security_event": "that data of people were carried away, by whom and when",
    "event_chain": "the same",
    "application_message": "when its reader first read it",
    "job_application": "when its recruiters first read it, which the candidate is told",
}
NOWHERE = {"Origin": "null"}
# From another site, or without the token of the session.
ATTACKS: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    ({}, {}),
    ({"csrf_token": "x{token}"}, {}),
    ({"csrf_token": "{stolen}"}, {}),
    ({"csrf_token": "{token}"}, {"Sec-Fetch-Site": "cross-site"}),
    ({"csrf_token": "{token}"}, {"Sec-Fetch-Site": "same-site"}),
    ({"csrf_token": "{token}"}, {"Origin": "https://ailleurs.example"}),
    ({"csrf_token": "{token}"}, NOWHERE),
)
OVERRIDES = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST", "X-HTTP-Method": "POST"}
SEARCHES = (
    "/recherche?q=canari",
    "/recherche?q=discret",
    "/recherche/suggestions?q=canari",
    "/recherche/suggestions?q=",
    *(
        f"/{place}?q=discret"
        for place in (
            "offres",
            "formations",
            "pratiques",
            "agenda",
            "annuaire",
            "annuaire/personnes",
        )
    ),
)


@pytest.mark.no_database
def test_every_route_has_its_line_and_every_word_its_people(app: Flask) -> None:
    assert set(app.view_functions) == set(LAW)
    spoken = {word for door in LAW.values() for word in door.words | door.but}
    assert spoken == set(FACES)
    assert SAMPLES.keys() <= LAW.keys()
    named = {rule.endpoint for rule in rules(app) if rule.arguments}
    assert not [each for each in named if not DOORS[each].who], "no owner ever knocks there"


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
def test_each_page_opens_to_those_it_is_for_and_tells_nothing_private(
    who: str, app: Flask, world: World, visitor: Visitor, bare: None
) -> None:
    """And reading writes nothing, every answer bears the headers that protect, sets one cookie at most
    and asks nothing of another site: in one walk.

    Every refusal is tried; of those whom a page is for, a few open it, each time of another page.
    """
    enter(who, world, visitor)
    wrong, seen, met = [], 0, set[str]()
    with counted() as statements:
        for number, rule in enumerate(rules(app)):
            if "GET" not in (rule.methods or ()) or not is_tried(number, who, rule):
                continue
            statements.clear()
            answer = knock(visitor, "GET", rule, world)
            faults = [*told(answer)]
            if answer.status_code not in expected(who, rule):
                faults.append(f"answers {answer.status_code}")
            faults += [f"writes {each}" for each in tables_written(statements) - COUNTED.keys()]
            words = world.canaries.words_in(answer)
            if not LAW[rule.endpoint].is_bearer:  # whose link tells what it is for
                let_go = CARRIED_AWAY.get(rule.endpoint, set())
                faults += [
                    f"tells {each}"
                    for each in world.canaries.not_for(who, words)
                    if each not in let_go
                ]
            wrong += [f"{rule.rule} ({rule.endpoint}) {fault}" for fault in faults]
            seen, met = seen + 1, met | words
    for address in SEARCHES:
        for headers in ({}, {"HX-Request-Type": "partial", "HX-Target": "section#results"}):
            words = world.canaries.words_in(ask(visitor, "GET", address, headers=headers))
            wrong += [f"{address} tells {each}" for each in world.canaries.not_for(who, words)]
    tell(f"{who}: {seen} pages, {len(met)} of {len(world.canaries.known)} private words, theirs")
    assert not wrong
    assert met or who not in {"author", "recruiter", "trainer"}, "they read what is theirs"


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_no_action_is_done_by_whom_it_is_not_for(
    who: str, app: Flask, world: World, visitor: Visitor, bare: None
) -> None:
    """They are refused, and nothing is written."""
    enter(who, world, visitor)
    token, wrong = token_of(who, visitor), []
    for rule in rules(app):
        if "POST" not in (rule.methods or ()) or who in DOORS[rule.endpoint].who:
            continue
        if not is_near(who, rule):
            continue
        data = {"csrf_token": token} | named_in_the_form(rule, world)
        with counted() as statements:
            status = knock(visitor, "POST", rule, world, data=data).status_code
        written = tables_written(statements) - COUNTED.keys()
        if status not in refusals(who) or written:
            wrong.append(f"{rule.endpoint} {rule.rule}: {status}, writes {sorted(written)}")
    assert not wrong


def test_an_animator_of_another_region_decides_of_nothing_here(
    app: Flask, world: World, visitor: Visitor, bare: None
) -> None:
    """Of what is for animators and not for any member: a part of the doors; all of them in a drill."""
    elsewhere = OrganizationFactory(region_code=ELSEWHERE)
    visitor.sign_in(an_animator(ELSEWHERE, organization=elsewhere))
    token, wrong, tried = token_of("animator", visitor), [], 0
    for number, rule in enumerate(rules(app)):
        who = DOORS[rule.endpoint].who - {"animator"}
        if who == DOORS[rule.endpoint].who or "member" in who:
            continue
        if OF_ANY_REGION in LAW[rule.endpoint].words:
            continue
        if not rule.arguments or number % many(4, 1):
            continue
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            data = {"csrf_token": token} | named_in_the_form(rule, world)
            sent = {"data": data} if method == "POST" else {}
            with counted() as statements:
                status = knock(visitor, method, rule, world, **sent).status_code
            tried += 1
            if status not in {403, 404} or tables_written(statements) - COUNTED.keys():
                wrong.append(f"{method} {rule.endpoint} {rule.rule}: {status}")
    tell(f"{tried} doors of the animators of here, {len(wrong)} open to others")
    assert wrong == []


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_no_other_site_acts_in_anybody_s_name(
    who: str, app: Flask, world: World, visitor: Visitor, bare: None
) -> None:
    """Seven ways to try, on every unsafe route: each time one of them, all of them in a drill."""
    other = Visitor(app.test_client())
    enter("author", world, other)
    stolen = token_of("author", other)
    enter(who, world, visitor)
    token, tried = token_of(who, visitor), 0
    for number, rule in enumerate(rules(app)):
        if "POST" not in (rule.methods or ()) or rule.endpoint in ANYWHERE:
            continue
        for turn in range(many(1, len(ATTACKS))):
            data, headers = ATTACKS[(number + turn) % len(ATTACKS)]
            sent = {name: value.format(token=token, stolen=stolen) for name, value in data.items()}
            if rule.endpoint in BY_ITSELF and not headers:
                continue
            if LAW[rule.endpoint].is_bearer and headers == NOWHERE:
                continue  # what old browsers say of our own form there: the token remains
            with counted() as statements:
                answer = knock(visitor, "POST", rule, world, data=sent, headers=headers)
            tried += 1
            assert answer.status_code in {400, 403}, (rule.endpoint, data, headers)
            assert not tables_written(statements), rule.endpoint
    tell(f"{who}: {tried} writes from elsewhere, all refused")


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_what_a_get_carries_does_nothing(
    who: str, app: Flask, world: World, visitor: Visitor, bare: None
) -> None:
    """The parameters of a form, and every way to say that a GET is a POST."""
    enter(who, world, visitor)
    asked = {"csrf_token": token_of(who, visitor), "_method": "POST", "verdict": "accept"}
    for number, rule in enumerate(rules(app)):
        if "POST" not in (rule.methods or ()) or number % many(4, 1):
            continue
        with counted() as statements:
            answer = knock(visitor, "GET", rule, world, query_string=asked, headers=OVERRIDES)
        assert answer.status_code < 500, rule.endpoint
        assert not tables_written(statements) - COUNTED.keys(), rule.endpoint


def test_whoever_asks_for_the_headers_alone_meets_the_same_door_and_does_nothing(
    app: Flask, world: World, bare: None
) -> None:
    """HEAD as GET does, without a word; OPTIONS says what may be asked, and no more.

    Each time somebody for whom the page is, where it is also a form, and somebody for whom it is
    not: all of them in a drill.
    """
    wrong, asked = [], 0
    people = everybody(app, world)
    for number, rule in enumerate(rules(app)):
        for who in knocking(number, rule):
            for method in ("HEAD", "OPTIONS"):
                with counted() as statements:
                    answer = knock(people[who], method, rule, world)
                asked += 1
                faults = [*told(answer)]
                faults += [f"writes {each}" for each in tables_written(statements) - COUNTED.keys()]
                if answer.data and method == "HEAD":
                    faults.append("has a body")
                if answer.status_code not in awaited(method, who, rule, world):
                    faults.append(f"answers {answer.status_code}")
                wrong += [f"{who} {method} {rule.rule} {fault}" for fault in faults]
    tell(f"{asked} HEAD and OPTIONS, {len(wrong)} faults")
    assert wrong == []


def test_what_awaits_people_and_the_plan_of_the_site_lead_where_they_may_go(
    app: Flask, world: World
) -> None:
    """The newcomer, to whom most doors are closed; everybody in a drill."""
    wrong, followed = [], 0
    for who in sorted(SIGNED_IN, key=lambda each: each != "newcomer")[: many(1, len(SIGNED_IN))]:
        member, visitor = world.people[who], Visitor(app.test_client())
        enter(who, world, visitor)
        plan = visitor.open("/plan-du-site")
        told = {str(link.attrib["href"]) for link in plan.select("main a[href^='/']")}
        told |= (
            {task.url.partition("#")[0] for task in tasks_of(member, now())} if member else set()
        )
        for address in sorted(told):
            status = ask(visitor, "GET", address).status_code
            followed += 1
            if status not in {200, 302, 303}:
                wrong.append(f"{who} {address}: {status}")
    tell(f"{followed} addresses told to those who may go there")
    assert wrong == []


def test_each_action_is_tried_on_something_that_is_there(
    app: Flask, world: World, bare: None
) -> None:
    """Refused because it does not exist, it would prove nothing: whoever it is for sends a form that
    says no more. The first of them; each of them in a drill.
    """
    missing, tried = [], 0
    people = everybody(app, world)
    tokens = {who: token_of(who, visitor) for who, visitor in people.items()}
    for number, rule in enumerate(rules(app)):
        inside = sorted(DOORS[rule.endpoint].who)
        if "POST" not in (rule.methods or ()) or not rule.arguments or number % many(4, 1):
            continue
        if rule.endpoint in LED_BY_A_WORD:
            continue
        for who in inside[: many(1, len(inside))]:
            data = {"csrf_token": tokens[who]} | named_in_the_form(rule, world)
            undone = db.engine.begin_nested()  # type: ignore[attr-defined]  the world’s connection
            try:
                status = knock(people[who], "POST", rule, world, data=data).status_code
            finally:
                db.session.rollback()
                undone.rollback()
            tried += 1
            if status in {403, 404} or status >= 500:
                missing.append(f"{who} {rule.endpoint} {rule.rule}: {status}")
    tell(f"{tried} actions on what is there")
    assert missing == []


def test_what_is_not_published_is_in_no_index(world: World) -> None:
    """Made anew from all that there is, it holds no word of anybody’s, nor does the spelling."""
    for _ in rebuild(now()):
        db.session.flush()
    read = [
        str(said)
        for model in (SearchEntry, KnownWord)
        for row in db.session.execute(select(*model.__table__.columns))
        for said in row
    ]
    assert len(read) > 100
    assert not [each for each in read if SIGN.search(each)]


def test_a_private_word_is_in_each_column_that_says_something_of_somebody(world: World) -> None:
    """By the register: a new column that is personal is looked for, or says why it is read by others."""
    planted = {canary.column for canary in world.canaries.known.values()}
    assert sorted(PRIVATE.keys() - planted) == [], "no row of the world holds it"
    personal = {
        f"{name}.{column.name}"
        for name, line in register().lines.items()
        for column in columns_of_words(table_of(name))
        if column.name in line.of_class("personal", "sensitive")
    }
    assert personal - planted == SHOWN.keys()


def test_on_a_closed_site_nothing_is_read_without_an_account(
    app: Flask, world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_IS_PUBLIC", False)
    for rule in rules(app):
        if "GET" in (rule.methods or ()) and not LAW[rule.endpoint].is_always_open:
            assert knock(visitor, "GET", rule, world).status_code == 302, rule.endpoint


def everybody(app: Flask, world: World) -> dict[str, Visitor]:
    """Each at a browser of their own."""
    people = {who: Visitor(app.test_client()) for who in sorted(EVERYBODY)}
    for who, visitor in people.items():
        enter(who, world, visitor)
    return people


def knocking(number: int, rule: Rule) -> list[str]:
    """Who asks for the headers of a door: in a drill all; else somebody for whom it is not, and its own."""
    if IS_WHOLE:
        return sorted(EVERYBODY)
    inside = sorted(DOORS[rule.endpoint].who)
    outside = sorted(EVERYBODY - DOORS[rule.endpoint].who)
    is_form = {"GET", "POST"} <= (rule.methods or set())
    own = [inside[number % len(inside)]] if inside and is_form and number % 2 else []
    return own + ([outside[number % len(outside)]] if outside and not number % 3 else [])


def awaited(method: str, who: str, rule: Rule, world: World) -> set[int]:
    if method == "HEAD":
        return read_at(who, rule, address_of(rule, world))
    if sum(each.rule == rule.rule for each in rule.map.iter_rules()) > 1:  # views that share it
        return {200, 302}
    return {302} if who == "visitor" and not LAW[rule.endpoint].is_public else {200}


def read_at(who: str, rule: Rule, address: str) -> set[int]:
    """What a GET of this address answers: an action may stand where another page has a word of its own."""
    try:
        reads, _ = rule.map.bind("localhost").match(address, method="GET", return_rule=True)
    except MethodNotAllowed:
        return {405}
    # That word names nothing that is there.
    return expected(who, reads) | (set() if reads.rule == rule.rule else {404})


def refusals(who: str) -> set[int]:
    """A visitor is asked to sign in; a member is told that it is not theirs, or that it is not."""
    return {302, 404} if who == "visitor" else {403, 404}


def expected(who: str, rule: Rule) -> set[int]:
    if rule.endpoint in LED_BY_A_WORD:
        return {404, 410}  # a link that was never sent
    if who not in DOORS[rule.endpoint].who:
        return refusals(who)
    return {200, 303} | ({302} if rule.endpoint in LED_AWAY else set())


def is_tried(number: int, who: str, rule: Rule) -> bool:
    """Every refusal; of the others, two people a page, each time others: all of them in a drill."""
    inside = sorted(DOORS[rule.endpoint].who)
    if who not in inside:
        return is_near(who, rule)
    if len(inside) <= OPENED_BY:
        return True
    turn = (inside.index(who) - number) % len(inside)
    return turn < many(OPENED_BY, len(inside))


def is_near(who: str, rule: Rule) -> bool:
    """Whoever stands beside tries what is somebody’s; what is of a role is tried by the others."""
    return who in PEOPLE or IS_WHOLE or any(w.startswith("its ") for w in LAW[rule.endpoint].words)


def told(answer: TestResponse) -> Iterator[str]:
    """What the headers of an answer lack."""
    said = answer.headers
    yield from (f"no {name}" for name in (*HEADERS, "Referrer-Policy") if name not in said)
    policy = said.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "data:" in policy:
        yield f"a policy that lets too much in: {policy}"
    yield from (f"lets others in: {part}" for part in outside.lets_elsewhere(policy))
    yield from (f"sets the cookie {name}" for name in outside.kept(answer))
    if answer.mimetype == "text/html":
        yield from (f"asks elsewhere: {it}" for it in outside.asked_elsewhere(answer.text))
    if answer.request.path.startswith(("/static/", "/site.")):
        return
    if not {"no-store", "no-cache", "private"} & set(said.get("Cache-Control", "").split(", ")):
        yield "is kept by caches"
    if "Cookie" not in said.get("Vary", ""):
        yield "does not vary with who reads"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals without their page: what they look like is told elsewhere, thousands are made here."""
    monkeypatch.setattr(errors, "page", lambda *_, status, **__: make_response(str(status), status))


def token_of(who: str, visitor: Visitor) -> str:
    page = visitor.open("/connexion" if who == "visitor" else "/moi")
    return str(page.first("[name=csrf_token]").get("value"))


def knock(visitor: Visitor, method: str, rule: Rule, world: World, **how: Any) -> TestResponse:
    """Ask for the page of a rule, filled with its sample."""
    return ask(visitor, method, address_of(rule, world), **how)


def named_in_the_form(rule: Rule, world: World) -> dict[str, str]:
    name = NAMED_IN_THE_FORM.get(rule.endpoint)
    return {name: str(world.samples[DOORS[rule.endpoint].sample][name])} if name else {}


def ask(visitor: Visitor, method: str, address: str, **how: Any) -> TestResponse:
    response = visitor.client.open(address, method=method, **how)
    response.get_data()
    response.close()
    return response
