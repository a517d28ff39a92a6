"""Every form sent several times at the very same moment leaves what some of them leave in turn.

Nobody is shown a failure. Then whatever forms at once, by whomever: what the site promises stays true.
A failure is met again by DRILL_SEED=…, as the drill tells it: the same forms, with the same pauses.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from random import Random
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.databases import DIALECT, a_database
from tests.drills import IS_WHOLE, SEED, many, tell
from tests.drills.crowding import Crowd
from tests.drills.portraits import differences
from tests.drills.sending import Sent
from tests.grounds import Plot
from tests.sql import counted, tables_written
from tests.world import World

pytestmark = pytest.mark.live

SEVERAL = many(3, 5)
MOST_HELD = 4  # holds or writes of a request, at most, after which it waits for the others
ROUNDS, AT_ONCE, A_LIFE = many(1, 400), 6, 6
# In every run of the tests: who opens which pages, where what is counted counts most.
FEW: dict[str, Container[str] | None] = {
    "author": ("bookings.register", "openings.apply"),
    "recruiter": ("openings.desk_application",),
    "animator": ("bookings.desk",),
}
ALL = (
    *("visitor", "newcomer", "member", "recruiter", "trainer", "author"),
    *("animator", "administrator", "colleague"),
)
# How often something was tried, and when somebody was last seen: of the sending, not of what was sent.
OF_THE_SENDING = {"attempt", "sign_in"}


@pytest.fixture
def crowd(app: Flask, peopled: tuple[Engine, World], plot: Plot, worker_id: str) -> Iterator[Crowd]:
    engine, world = peopled
    engine.dispose()  # all of it is in what is copied
    like, name = engine.url.render_as_string(hide_password=False), f"site_{worker_id}"
    with a_database(plot.folder, name, like) as url, plot.standing(url) as site:
        yield Crowd(site, world, Path(app.instance_path) / "files")


def test_the_site_keeps_its_promises_whoever_sends_what(
    crowd: Crowd, plot: Plot, worker_id: str
) -> None:
    rng = Random(SEED)
    sent = list(crowd.forms(dict.fromkeys(ALL) if IS_WHOLE else FEW, rng))
    once_each = list({one.shape: one for one in reversed(sent)}.values())[::-1]
    began = monotonic()
    with crowd.kept(plot.folder, f"site_{worker_id}"):
        for one in once_each:
            several_at_once(crowd, one, rng)
        for number in range(ROUNDS):
            if number % A_LIFE == 0:
                crowd.begin_again()
            some = rng.sample(sent, min(AT_ONCE, len(sent)))
            crowd.at_once(some, [rng.randint(1, MOST_HELD) for _ in some])
            crowd.keeps_its_promises()
    tell(
        f"{DIALECT}, DRILL_SEED={SEED}: {len(once_each)} forms of {len(sent)} {SEVERAL} times each, {ROUNDS} rounds of"
        f" {AT_ONCE}, answers {dict(sorted(crowd.answers.items()))}, {monotonic() - began:.0f} s"
    )
    assert crowd.wrong == []


def several_at_once(crowd: Crowd, one: Sent, rng: Random) -> None:
    """In one life it is sent several times in turn, in the next one together.

    What is left is what the first of them left, or the first two, or all: whoever comes second at that
    moment may be told that it is done, where a page that was read since would do it again.
    """
    with counted() as statements:
        in_turn = [crowd.sent_alone(one) for _ in range(SEVERAL)]
    written = tables_written(statements) - OF_THE_SENDING
    if not written:
        return
    crowd.begin_again()
    with counted() as statements:
        crowd.at_once([one] * SEVERAL, [rng.randint(1, MOST_HELD)] * SEVERAL)
    left = crowd.portrait(written | tables_written(statements) - OF_THE_SENDING)
    unlike = [differences(each, left) for each in in_turn]
    if all(unlike):
        crowd.blame(f"{one} leaves {min(unlike, key=len)}")
    crowd.begin_again()
