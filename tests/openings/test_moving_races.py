"""Many act at the very same moment: each place is given once, each wish is in one circle at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Barrier, Thread

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet import create_app
from intranet.kit.clock import now, today
from intranet.kit.db import db
from intranet.kit.letters import Letter
from intranet.members.models import Member
from intranet.openings.actions import immersions
from intranet.openings.models import (
    ImmersionRequest,
    ImmersionSlot,
    NoPlaceLeft,
    RequestAlreadyMoved,
    RequestState,
)
from tests.conftest import DIALECT, empty_postgresql, load_places
from tests.factories import MemberFactory, a_recruiter, small_edition
from tests.openings.moving import SOON, a_request_for, an_immersion

pytestmark = pytest.mark.live


@pytest.fixture
def site(tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """A site on a database of its own, with places and an edition in force."""
    if DIALECT == "sqlite":
        yield filled(tmp_path, f"sqlite:///{tmp_path}/site.db")
        return
    with empty_postgresql(f"moving_{worker_id}") as url:
        app = filled(tmp_path, url)
        yield app
        with app.app_context():
            db.engine.dispose()


def filled(folder: Path, url: str) -> Flask:
    app = create_app(
        INSTANCE=folder, INTRANET_ENV="test", SITE_URL="http://localhost", DATABASE_URL=url
    )
    with app.app_context():
        flask_migrate.upgrade()
        load_places()
        small_edition()
    return app


def at_once(site: Flask, acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """What became of all the acts, begun together: « done », or the error that stopped one."""
    ready, ends = Barrier(len(acts)), list[str]()

    def act(doing: Callable[[], object]) -> None:
        with site.test_request_context(method="POST"):
            ready.wait(timeout=20)
            try:
                doing()
                db.session.commit()
                ends.append("done")
            except Exception as refused:  # noqa: BLE001  each of them is counted below
                db.session.rollback()
                ends.append(type(refused).__name__)
            finally:
                db.session.remove()

    threads = [Thread(target=act, args=(doing,)) for doing in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(ends)


def test_sixteen_requests_accepted_at_once_are_given_three_places(site: Flask) -> None:
    with site.app_context():
        host = a_recruiter()
        offered = an_immersion(host, slots=[(today() + SOON, 2, 3)])
        ids = [a_request_for(offered, MemberFactory()).id for _ in range(16)]
        host_id, slot_id = host.id, offered.slots[0].id

    def accepting(request_id: int) -> Callable[[], object]:
        return lambda: immersions.accept(
            db.session.get_one(ImmersionRequest, request_id),
            db.session.get_one(Member, host_id),
            now(),
            "",
        )

    ends = at_once(site, [accepting(one) for one in ids])

    assert ends["done"] == 3
    assert set(ends) <= {"done", NoPlaceLeft.__name__, RequestAlreadyMoved.__name__}
    with site.app_context():
        states = Counter(db.session.scalars(select(ImmersionRequest.state)))
        assert states == {RequestState.ACCEPTED: 3, RequestState.DECLINED: 13}
        slot = db.session.get_one(ImmersionSlot, slot_id)
        assert (slot.taken, slot.left) == (3, 0)
        told = db.session.scalar(
            select(func.count(Letter.id)).where(Letter.key.contains("-accepted-to-"))
        )
        assert told == 3


def test_one_request_answered_by_sixteen_at_once_has_one_answer(site: Flask) -> None:
    with site.app_context():
        host = a_recruiter()
        request = a_request_for(
            an_immersion(host, slots=[(today() + SOON, 1, 20)]), MemberFactory()
        )
        request_id, host_id, slot_id = request.id, host.id, request.slot_id

    def answering(act: Callable[..., None]) -> Callable[[], object]:
        return lambda: act(
            db.session.get_one(ImmersionRequest, request_id),
            db.session.get_one(Member, host_id),
            now(),
            "",
        )

    ends = at_once(
        site, [answering(act) for act in (immersions.accept, immersions.decline) for _ in range(8)]
    )

    assert ends == {"done": 1, RequestAlreadyMoved.__name__: 15}
    with site.app_context():
        answered = db.session.get_one(ImmersionRequest, request_id)
        slot = db.session.get_one(ImmersionSlot, slot_id)
        assert slot.taken == (1 if answered.state is RequestState.ACCEPTED else 0)
