"""Two people act on the next edition at the very same moment: one of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from intranet import create_app
from intranet.competencies import actions
from intranet.competencies.models import (
    DraftInProgress,
    Edition,
    EditionState,
    Framework,
    NotADraft,
    Revision,
    Succession,
)
from intranet.kit.clock import now
from intranet.kit.db import db
from tests.competencies.factories import drops, the_next
from tests.conftest import DIALECT, empty_postgresql
from tests.factories import small_edition

pytestmark = pytest.mark.live


@pytest.fixture
def site(tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """A site on a database of its own, with an edition in force."""
    if DIALECT == "sqlite":
        yield filled(tmp_path, f"sqlite:///{tmp_path}/site.db")
        return
    with empty_postgresql(f"races_{worker_id}") as url:
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
        small_edition()
    return app


def at_once(site: Flask, *acts: Callable[[], None]) -> list[str]:
    """What became of each act, all begun together: « done », or the error that stopped it."""
    ready, ends = Barrier(len(acts)), list[str]()

    def act(doing: Callable[[], None]) -> None:
        with site.app_context():
            ready.wait(timeout=10)
            try:
                doing()
                db.session.commit()
                ends.append("done")
            except (DraftInProgress, NotADraft, IntegrityError) as refused:
                db.session.rollback()
                ends.append(type(refused).__name__)

    threads = [Thread(target=act, args=(doing,)) for doing in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ends)


def test_of_two_who_open_a_draft_one_does(site: Flask) -> None:
    def opens() -> None:
        actions.open_draft(db.session.get_one(Framework, 1), now())

    assert at_once(site, opens, opens) == ["DraftInProgress", "done"]
    with site.app_context():
        assert db.session.scalar(select(func.count(Edition.id))) == 2


def test_of_two_who_publish_one_does(site: Flask) -> None:
    with site.app_context():
        drops(the_next(), "D2.1")

    def publishes() -> None:
        draft = db.session.scalars(select(Edition).order_by(Edition.id.desc())).first()
        assert draft
        actions.publish(draft, now())

    assert at_once(site, publishes, publishes) == ["NotADraft", "done"]
    with site.app_context():
        states = db.session.scalars(select(Edition.state).order_by(Edition.id)).all()
        assert states == [EditionState.RETIRED, EditionState.PUBLISHED]
        retired = select(func.count(Succession.id)).where(Succession.to_competency_id.is_(None))
        assert db.session.scalar(retired) == 1


def test_whoever_writes_while_it_is_published_is_in_the_hash_or_refused(site: Flask) -> None:
    with site.app_context():
        draft_id = the_next().id

    def publishes() -> None:
        draft = db.session.get_one(Edition, draft_id)
        actions.publish(draft, now())

    def writes() -> None:
        db.session.execute(
            update(Revision)
            .where(Revision.edition_id == draft_id, Revision.code == "D1.1")
            .values(title="Écrit au même instant")
        )

    ends = at_once(site, publishes, writes)

    assert "done" in ends
    with site.app_context():
        edition = db.session.get_one(Edition, draft_id)
        assert edition.state is EditionState.PUBLISHED
        assert edition.sha256 == actions.fingerprint(draft_id)
