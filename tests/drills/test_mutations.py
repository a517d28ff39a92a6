"""Whatever is sent to any route, by anybody, the site answers: no failure, no trace of one, in good time.

The requests are drawn by schemathesis from the description of the site, sound and mutated; each is taken
back before the next, so that all meet the same world.
"""

from __future__ import annotations

import gc
import logging
import random
import resource
import time
import traceback
from collections.abc import Callable, Iterator
from itertools import cycle, pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from werkzeug.test import Client, TestResponse

from intranet.kit.db import db
from tests.drills import IS_WHOLE, many, tell
from tests.drills.described import described
from tests.visitor import Visitor
from tests.world import DOORS, PEOPLE, World, enter

SEED = 20_261_122
SLOWEST = 2.0  # seconds, for 99 of 100
MOST_GROWTH = 60 * 2**20  # bytes
TRACES = (
    "Traceback (most recent call last)",
    "sqlalchemy.exc",
    "site-packages",
    "werkzeug.exceptions",
)
# Where the site says that it, or something it needs, is not ready: that is its answer.
NOT_READY = {"home.ready"}


@pytest.mark.no_database
def test_the_description_names_every_route_and_what_each_asks(app: Flask) -> None:
    paths = described(app)["paths"]
    named = {each["operationId"] for path in paths.values() for each in path.values()}
    assert {f"GET {name}" for name in ("home.front", "openings.index")} <= named
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert len(named) >= len({rule.endpoint for rule in rules})
    writing = paths["/offres/nouvelle"]["post"]["requestBody"]["content"]
    fields = writing["application/x-www-form-urlencoded"]["schema"]["properties"]
    assert fields["title"] == {"type": "string", "maxLength": 101}
    assert {"publish", "positions", "required-0-code"} <= set(fields)
    filters = {each["name"] for each in paths["/offres"]["get"]["parameters"]}
    assert {"q", "region", "page"} <= filters


@pytest.fixture
def unlogged() -> Iterator[None]:
    """What is logged is kept by the tests until the end: it is no memory of the site."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def settled_memory(world: World) -> None:
    """What is there already stays: it is not searched each time that memory is measured."""
    gc.collect()
    gc.freeze()


def test_whatever_is_sent_is_answered(
    app: Flask, world: World, visitor: Visitor, unlogged: None, settled_memory: None
) -> None:
    voices = Voices(app, world, visitor)
    wrong: list[str] = []
    times: list[float] = []
    statuses: dict[int, int] = {}
    # Drawn before any is sent: what grows meanwhile is the site, not what draws.
    drawn_cases = list(cases(app, many(80, 10_000)))
    # Each fifth asks every route: what the first reading of one loads is not what requests leave.
    random.Random(SEED).shuffle(drawn_cases)
    gc.freeze()
    held: list[int] = []  # bytes, at each fifth: the first warms the caches up
    for asked, (case, endpoint) in enumerate(drawn_cases):
        if asked % -(-len(drawn_cases) // 5) == 0:
            held.append(memory())
        started = time.process_time()
        status, said = voices.ask(case, endpoint)
        times.append(time.process_time() - started)
        statuses[status // 100] = statuses.get(status // 100, 0) + 1
        if status >= 500 and endpoint not in NOT_READY:
            wrong.append(f"{voices.last}: {status} {said[-1_500:]}")
        elif any(trace in said for trace in TRACES):
            wrong.append(f"{voices.last}: shows a trace")
        if len(wrong) > 12:
            break
    times.sort()
    held.append(memory())
    slow, grown = times[int(len(times) * 0.99)], held[-1] - held[1]
    by_fifths = ", ".join(f"{(later - sooner) / 2**20:+.0f}" for sooner, later in pairwise(held))
    tell(f"{len(times)} requests, {statuses}, p99 {slow * 1000:.0f} ms, {by_fifths} MiB")
    assert wrong == []
    assert slow < SLOWEST
    assert grown < MOST_GROWTH


def cases(app: Flask, wanted: int) -> Iterator[tuple[Any, str]]:
    """So many requests over all operations: half sound, half mutated; the small takes some operations."""
    import schemathesis
    from schemathesis import GenerationMode

    schema = schemathesis.openapi.from_dict(described(app))
    operations = [found.ok() for found in schema.get_all_operations()]
    random.Random(SEED).shuffle(operations)
    operations = operations if IS_WHOLE else operations[:14]
    each = -(-wanted // (2 * len(operations)))
    for rank, operation in enumerate(operations):
        endpoint = operation.definition.raw["operationId"].partition(" ")[2]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                strategy = operation.as_strategy(generation_mode=mode)
                yield from ((case, endpoint) for case in drawn(strategy, each, SEED + rank))
            except Exception as nothing:
                if "negative" not in str(nothing).lower():
                    raise


def drawn(strategy: Any, wanted: int, number: int) -> list[Any]:
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=wanted,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def draw(case: Any) -> None:
        found.append(case)

    draw()
    return found


class Voices:
    """Eight people who speak in turn, each with the cookie and the token of a session of theirs."""

    def __init__(self, app: Flask, world: World, visitor: Visitor) -> None:
        self.app, self.world = app, world
        self.client = Client(app)
        self.turn = cycle(range(len(PEOPLE)))
        self.places = random.Random(SEED)
        self.last = ""
        self.voices = []
        for who in PEOPLE:
            someone = Visitor(app.test_client())
            enter(who, world, someone)
            page = someone.open("/connexion" if who == "visitor" else "/moi")
            token = page.first("[name=csrf_token]").get("value")
            name = app.config["SESSION_COOKIE_NAME"]
            cookie = someone.client.get_cookie(name)
            assert token and cookie
            self.voices.append((who, {"Cookie": f"{name}={cookie.value}"}, str(token)))

    def ask(self, case: Any, endpoint: str) -> tuple[int, str]:
        """Send it, and take back what it wrote."""
        who, headers, token = self.voices[next(self.turn)]
        path = self.path_of(case, endpoint)
        query = pairs(case.query)
        data: Any = None
        if case.method != "GET":
            body = case.body
            data = pairs(body) | {"csrf_token": token} if isinstance(body, dict) else {"csrf_token": token}  # fmt: skip
        self.last = f"{who}: {case.method} {path}?{str(query)[:200]} {str(data)[:400]}"
        undone = db.engine.begin_nested()  # type: ignore[attr-defined]  the world’s connection
        try:
            return self.sent(lambda: self.client.open(path, method=case.method, query_string=query, data=data, headers=headers))  # fmt: skip
        finally:
            db.session.rollback()
            undone.rollback()

    def sent(self, send: Callable[[], TestResponse]) -> tuple[int, str]:
        try:
            answer = send()
            said = answer.text if answer.mimetype.startswith("text/") else ""
            answer.close()
        except Exception:  # noqa: BLE001  whatever it is, it is what we look for
            return 500, traceback.format_exc()
        return answer.status_code, said

    def path_of(self, case: Any, endpoint: str) -> str:
        """Three times of four an address that leads somewhere; else what was drawn."""
        sample = self.world.samples[DOORS[endpoint].sample]
        path: str = case.operation.path
        if self.places.random() < 0.25 or not all(name in sample for name in case.path_parameters or {}):  # fmt: skip
            return str(case.formatted_path)
        for name in case.path_parameters or {}:
            path = path.replace(f"{{{name}}}", str(sample[name]))
        return path


def pairs(said: Any) -> dict[str, Any]:
    """A form of it, as a browser would send it: texts, several of one name where it is a list."""
    found: dict[str, Any] = {}
    for name, value in (said or {}).items() if isinstance(said, dict) else ():
        several = value if isinstance(value, list) else [value]
        found[str(name)] = ["" if each is None else str(each).encode("utf-8", "replace").decode() for each in several]  # fmt: skip
    return found


def memory() -> int:
    gc.collect()
    with open("/proc/self/statm") as told:  # noqa: PTH123  a line of the kernel
        return int(told.read().split()[1]) * resource.getpagesize()
