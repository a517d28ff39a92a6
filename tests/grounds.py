"""A site to test, with its migrations applied, and a visitor to read it.

The database is SQLite, or PostgreSQL where TEST_DATABASE=postgresql asks for it: a server from
TEST_DATABASE_URL, else one started from the wheel. Each worker has a database of its own; each
test commits as it likes inside a transaction that is taken back.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, event, select
from sqlalchemy.engine import Engine

from intranet import create_app
from intranet.competencies.models import Edition
from intranet.competencies.queries import Catalogue, in_force
from intranet.kit.db import db
from intranet.members import passwords
from tests import databases
from tests.databases import DIALECT, a_database, created
from tests.drills import IS_WHOLE
from tests.visitor import Browser, Visitor

# How long an example takes says how busy the machine is, nothing of the trade.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
pytest_plugins = ["tests.world"]  # the world of the census, made once a worker for all modules
FULL_HASHER = passwords._hasher
Flask.test_client_class = Browser


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A password is kept at the least cost; whoever proves what it costs asks for `full_hashes`."""
    with pytest.MonkeyPatch.context() as during:
        if not IS_WHOLE:
            cheap = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
            during.setattr(passwords, "_hasher", cheap)
            during.setattr(passwords, "_NOBODYS", cheap.hash("nobody’s"))
        yield


@pytest.fixture
def full_hashes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the site keeps them."""
    monkeypatch.setattr(passwords, "_hasher", FULL_HASHER)


@pytest.fixture(scope="session")
def grounds(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    """What tests begin from, each built once: most begin from a copy."""
    folder = tmp_path_factory.mktemp("grounds")
    shared = folder.parent if worker_id == "master" else folder.parent.parent
    with ExitStack() as open_until_the_end:
        yield Grounds(folder, shared, worker_id, open_until_the_end)


class Grounds:
    """Databases by name, built when a worker first asks for them and closed since: to be copied."""

    def __init__(self, folder: Path, shared: Path, worker: str, until_the_end: ExitStack) -> None:
        self.folder, self.shared, self.worker, self.kept = folder, shared, worker, until_the_end

    def of(self, name: str) -> str:
        """The address of one of them: the first worker builds it, the others wait for it."""
        built = self.shared / f"{name}.built"
        if not built.exists():
            with built.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not built.exists():
                    address = getattr(self, name)()
                    built.with_suffix(".building").write_text(address)
                    built.with_suffix(".building").rename(built)
        return built.read_text()

    def copy(self, like: str, name: str) -> str:
        """A database that this worker keeps to its end."""
        return self.kept.enter_context(a_database(self.folder, f"{name}_{self.worker}", like))

    def begun(self, name: str, like: str = "") -> str:
        """A database that outlives this worker, for all."""
        return created(self.shared, databases.ground(name), like)

    def migrated(self) -> str:
        """Every table, and the places."""
        tables = kept_tables()
        is_kept = DIALECT == "sqlite" and tables.exists()
        url = self.begun("migrated", f"sqlite:///{tables}" if is_kept else "")
        with standing_on(self.folder, url):
            if not is_kept:
                flask_migrate.upgrade()
                keep(url, tables)
            load_places()
        return url

    def with_an_edition(self) -> str:
        """The small edition is in force: most tests speak through it."""
        from tests.factories import small_edition

        url = self.begun("with_an_edition", self.of("migrated"))
        with standing_on(self.folder, url):
            small_edition()
        return url

    def with_the_referential(self) -> str:
        """The edition that a new site starts from is in force."""
        from intranet.content import referential

        url = self.begun("with_the_referential", self.of("migrated"))
        with standing_on(self.folder, url):
            referential.load()
            db.session.commit()
        return url

    def with_the_courses(self) -> str:
        """The small edition, and the courses that a new site starts from, with their trainer."""
        from intranet.content import courses
        from tests.courses.factories import starting_trainer

        url = self.begun("with_the_courses", self.of("with_an_edition"))
        with standing_on(self.folder, url):
            starting_trainer()
            courses.load()
            db.session.commit()
        return url

    def with_the_tour(self) -> str:
        """The small edition, and the Tour that a new site starts from."""
        from intranet.content import tour

        url = self.begun("with_the_tour", self.of("with_an_edition"))
        with standing_on(self.folder, url):
            tour.load()
            db.session.commit()
        return url


def kept_tables() -> Path:
    """What migrations make on SQLite, where a run has kept it for this state of the code."""
    return Path(os.environ["TEST_TABLES"]) / "sqlite.db"


def keep(url: str, tables: Path) -> None:
    """For the next run, on SQLite: migrations, which have tests of their own, take it seconds."""
    if DIALECT == "sqlite":
        db.engine.dispose()  # all of it is in one file
        being_written = tables.with_suffix(f".{os.getpid()}")
        shutil.copy(url.removeprefix("sqlite:///"), being_written)
        being_written.rename(tables)


@contextmanager
def standing_on(folder: Path, url: str) -> Iterator[None]:
    """Let a site of its own write in a database, and let go of it."""
    with site_on(folder, url).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def app(grounds: Grounds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(
        INSTANCE=tmp_path_factory.mktemp("instance"),
        INTRANET_ENV="test",
        DATABASE_URL=grounds.copy(grounds.of("migrated"), "passerelles"),
        SITE_URL="http://localhost",
        SEARCHES_A_MINUTE="0",
    )
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with app.app_context():
        databases.compile_once(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def load_places() -> None:
    """The regions and départements, and the few communes that tests name: real, as in content."""
    from intranet.content.places import load_departments, load_municipalities, load_regions

    load_regions()
    load_departments()
    load_municipalities(
        only={"54395", "54547", "57463", "35238", "76540", "75056", "97411", "2A004"}
    )
    db.session.commit()


def site_on(folder: Path, url: str) -> Flask:
    return create_app(
        INSTANCE=folder,
        INTRANET_ENV="test",
        SITE_URL="http://localhost",
        DATABASE_URL=url,
        SEARCHES_A_MINUTE="0",
    )


@pytest.fixture(scope="session")
def plot(tmp_path_factory: pytest.TempPathFactory) -> Plot:
    return Plot(tmp_path_factory.mktemp("site"))


class Plot:
    """Where the fixture `site` stands: one application a worker, for it takes long to make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app: Flask | None = None

    @contextmanager
    def standing(self, url: str) -> Iterator[Flask]:
        """The site on a new database at the same address, as it was the first time."""
        app = self.app = self.app or site_on(self.folder, url)
        before = dict(app.config), dict(app.view_functions), dict(app.extensions)
        yield app
        with app.app_context():
            db.engine.dispose()
        for now, then in zip((app.config, app.view_functions, app.extensions), before, strict=True):
            now.clear()
            now.update(then)
        shutil.rmtree(self.folder / "files")
        (self.folder / "files").mkdir()


@pytest.fixture
def site(grounds: Grounds, plot: Plot, worker_id: str) -> Iterator[Flask]:
    """A site on a database of its own, where several transactions are real (mark such tests live)."""
    name, like = f"site_{worker_id}", grounds.of("with_an_edition")
    with a_database(plot.folder, name, like) as url, plot.standing(url) as app:
        yield app


# The fixtures that speak through a database other than the first, and its name among the grounds.
# Of several, the first that a test asks for: it holds what the others do.
ELSEWHERE = {
    "courses_loaded": "with_the_courses",
    "tour": "with_the_tour",
    "edition": "with_an_edition",
    "catalogue": "with_the_referential",
}


@pytest.fixture(scope="session")
def engines(app: Flask, grounds: Grounds) -> Iterator[Callable[[str], Engine]]:
    """The engine on a copy of one of the grounds, for all the tests that begin from it."""
    known: dict[str, Engine] = {}

    def on(name: str) -> Engine:
        if name not in known:
            known[name] = databases.beside(app, grounds.copy(grounds.of(name), f"on_{name}"))
        return known[name]

    yield on
    for engine in known.values():
        engine.dispose()


@pytest.fixture(autouse=True)
def clean_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test commit as it likes; then take it all back."""
    if {"live", "each_database"} & set(request.keywords):
        yield
        return
    if "no_database" in request.keywords:
        with nothing_asked_of_a_database():
            yield
        return
    app = request.getfixturevalue("app")
    elsewhere = [ELSEWHERE[name] for name in ELSEWHERE if name in request.fixturenames]
    on = request.getfixturevalue("engines")
    with app.app_context():
        engine = db.engine
        with (on(elsewhere[0]) if elsewhere else engine).connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection  # type: ignore[assignment]
            try:
                yield
                db.session.remove()
                outer.rollback()
            finally:
                db.engines[None] = engine


@contextmanager
def nothing_asked_of_a_database() -> Iterator[None]:
    """A test that asks nothing of a database is the same on both: it is run once, and held to it."""
    asked: list[str] = []

    def refuse(connection: Connection) -> None:
        asked.append(str(connection.engine.url))
        pytest.fail("a test marked no_database asks a database")

    event.listen(Engine, "engine_connect", refuse)
    yield
    event.remove(Engine, "engine_connect", refuse)
    assert not asked, "a test marked no_database asks a database"


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def edition(clean_database: None) -> Any:
    """A small published edition of the referential: domains D1 and D2, items D1.1, D1.2 and D2.1."""
    return db.session.scalars(select(Edition)).one()


@pytest.fixture
def catalogue(clean_database: None) -> Catalogue:
    """The edition that a new site starts from, in force."""
    return in_force()
