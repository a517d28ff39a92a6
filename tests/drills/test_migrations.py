"""Migrations go up, down and up again on a filled database, one by one, and say what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import delete, func, inspect, select, table, text

from intranet import create_app
from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.migrations import newest
from intranet.members.models import Member
from intranet.openings.models import ImmersionRequest, ImmersionSlot, RequestState
from intranet.places.models import Municipality
from tests.databases import DIALECT, a_database
from tests.drills import many, tell
from tests.grounds import Grounds

pytestmark = [pytest.mark.no_database, pytest.mark.each_database]

STEPS = many(3, 1_000)  # migrations gone back over one by one, the newest first
# Tables whose rows an older version cannot hold: a shape that it did not know, an index that it
# would show to everybody.
MOVED: dict[str, set[str]] = {
    "0038_search": {"search_entry"},
    "0020_moving": {
        "immersion",
        "immersion_request",
        "route_sheet",
        "shared_post",
        "swap_circle",
        "swap_part",
        "swap_wish",
    },
}


@pytest.fixture
def migrated(grounds: Grounds, worker_id: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database that all the migrations made, from nothing: most tests stand on it."""
    with a_database(tmp_path, f"migrations_{worker_id}", grounds.of("migrated")) as url:
        yield url


def says(app: Flask, *words: str) -> str:
    """What a command says, as `flask --app wsgi` runs it."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=words, catch_exceptions=False)
    assert done.exit_code == 0, done.output[-3000:]
    return done.output


def test_up_with_content_down_one_by_one_and_up_again(migrated: str, tmp_path: Path) -> None:
    app = create_app(INSTANCE=tmp_path, DATABASE_URL=migrated)
    says(app, "db", "check")  # fails where the models say anything else
    with app.app_context():
        db.session.execute(delete(Municipality))  # a few; the content has them all
        db.session.commit()
    says(app, "content", "load")
    assert "en place" in says(app, "content", "load")
    some = ("--members", "3", "--openings", "20", "--courses", "3", "--practices", "3")
    says(app, "content", "scale", *some)
    assert "Offres closes : 0" in says(app, "tick")
    with app.app_context():
        ask_for_days_again()
        walk_back()
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
        db.engine.dispose()


def ask_for_days_again() -> None:
    """Somebody spent days and asks for others: an older version holds one standing request for both."""
    slot = db.session.scalars(select(ImmersionSlot).limit(1)).one()
    asked = select(ImmersionRequest.member_id)
    guest = db.session.scalars(select(Member.id).where(Member.id.not_in(asked)).limit(1)).one()
    days = {"immersion_id": slot.immersion_id, "slot_id": slot.id, "member_id": guest}
    spent = ImmersionRequest(**days, state=RequestState.ACCEPTED, decided_at=now())
    db.session.add_all([spent, ImmersionRequest(**days)])
    db.session.commit()


def walk_back() -> None:
    """Each of the newest migrations down, up and down: what both sides have keeps its rows."""
    script = ScriptDirectory("migrations")
    assert script.get_heads() == [newest()], "the numbers of their files tell their order"
    revisions = [found.revision for found in script.walk_revisions()]
    walked = 0
    for revision in revisions[:STEPS]:
        before = counts()
        flask_migrate.downgrade(revision="-1")
        below = counts()
        flask_migrate.upgrade(revision=revision)
        again = counts()
        moved = MOVED.get(revision, set())
        for name in below.keys() & before.keys() - moved:
            assert below[name] == before[name] == again[name], f"{revision}: {name}"
        assert again.keys() == before.keys(), revision
        assert sound(), revision
        flask_migrate.downgrade(revision="-1")
        walked += 1
    flask_migrate.upgrade()
    tell(
        f"{DIALECT} : {walked} migrations descendues, remontées et redescendues, aucune ligne perdue"
    )


def counts() -> dict[str, int]:
    """How many rows each table has; the index of words is not a table on both databases."""
    with db.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        ours = sorted(name for name in names if not name.startswith("search_words"))
        asked = select(
            *(select(func.count()).select_from(table(name)).scalar_subquery() for name in ours)
        )
        found = connection.execute(asked).one() if ours else ()
        connection.rollback()
        return dict(zip(ours, found, strict=True))


def sound() -> bool:
    """On SQLite a table is rebuilt by dropping it, while keys are not followed."""
    if DIALECT != "sqlite":
        return True
    with db.engine.connect() as connection:
        return not connection.execute(text("PRAGMA foreign_key_check")).all()
