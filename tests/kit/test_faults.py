"""The database locked, full, damaged, gone: what can be read is read, writes are put off in plain French."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from intranet.kit import db as house
from intranet.kit.db import db
from intranet.members.models import Member
from intranet.organizations.models import Organization
from tests.databases import DIALECT
from tests.factories import MemberFactory
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.live


@pytest.fixture
def member(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Somebody signed in, on a site that waits a moment only. One more row and a page is full."""
    monkeypatch.setattr(house, "PATIENCE", 100)
    monkeypatch.setattr(house, "SHORT_PATIENCE", 50)
    monkeypatch.setattr(house, "SOUND_FOR", 0.0)
    with site.app_context():
        for _ in range(3):
            MemberFactory(about="x" * 1_000)
        return Visitor(site.test_client()).sign_in(MemberFactory())


@contextmanager
def files_of(site: Flask) -> Iterator[dict[Path, Path]]:
    """The files of the database, each moved elsewhere meanwhile."""
    with site.app_context():
        name = Path(str(db.engine.url.database))
    moved = {one: one.with_name(f"away-{one.name}") for one in name.parent.glob(f"{name.name}*")}
    for one, elsewhere in moved.items():
        one.rename(elsewhere)
    yield moved
    for one, elsewhere in moved.items():
        one.unlink(missing_ok=True)
        elsewhere.rename(one)


@contextmanager
def locked(site: Flask) -> Iterator[None]:
    """Another program writes, and does not end."""
    with site.app_context():
        url = db.engine.url
    if DIALECT == "sqlite":
        with closing(sqlite3.connect(str(url.database))) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    engine = create_engine(url)
    with engine.connect() as other:
        other.execute(text("SELECT * FROM member FOR UPDATE"))
        yield
    engine.dispose()


@contextmanager
def full(site: Flask) -> Iterator[None]:
    """Not one page more can be written."""

    def limit(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are

    with site.app_context():
        engine = db.engine
        engine.dispose()
        event.listen(engine, "connect", limit)
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
            limit(other, None)
            with pytest.raises(sqlite3.OperationalError, match="full"):
                take_free_pages(other)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def take_free_pages(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE filling (bytes)")
    while True:
        connection.execute("INSERT INTO filling VALUES (zeroblob(5000))")


@contextmanager
def gone(site: Flask) -> Iterator[None]:
    with files_of(site) as moved:
        yield
        assert not any(one.exists() for one in moved), "a page made the database anew, empty"


@contextmanager
def damaged(site: Flask) -> Iterator[None]:
    with files_of(site) as moved:
        min(moved).write_bytes(b"no database at all " * 1_000)
        yield


@contextmanager
def altered(site: Flask, end: str) -> Iterator[None]:
    """The server refuses new connections, or writes; those that were open are lost."""
    with site.app_context():
        url = db.engine.url
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as admin:
        admin.execute(text(f"ALTER DATABASE {url.database} {end}"))
        lose_all(admin, url.database)
    yield
    with engine.connect() as admin:
        admin.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true"))
        admin.execute(text(f"ALTER DATABASE {url.database} RESET ALL"))
        lose_all(admin, url.database)
    engine.dispose()


def lose_all(admin: Any, name: str | None) -> None:
    killed = text(
        "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = :name"
    )
    admin.execute(killed, {"name": name})


def stopped(site: Flask) -> AbstractContextManager[None]:
    return altered(site, "ALLOW_CONNECTIONS false")


def read_only(site: Flask) -> AbstractContextManager[None]:
    return altered(site, "SET default_transaction_read_only = on")


ADD = ("members", "add", "zoe@exemple.fr", "--name", "Zoé", "--organization")
READABLE = [locked, full] if DIALECT == "sqlite" else [locked, read_only]
ADDED_TO_BY_NOBODY = locked if DIALECT == "sqlite" else read_only
UNREADABLE = [gone, damaged] if DIALECT == "sqlite" else [stopped]


@pytest.mark.parametrize("fault", READABLE)
def test_what_cannot_be_written_is_put_off_and_pages_are_read(
    fault: Any, site: Flask, member: Visitor
) -> None:
    form = member.open("/moi/profil")
    with site.app_context():
        theirs = str(db.session.scalar(select(Organization.slug)))
    with fault(site):
        for _ in range(2):
            put_off(refused := member.send(form, 503, about="y" * 1_000))
        member.open("/referentiel")
        member.open("/moi/profil")
        assert member.client.get("/readyz").status_code == 200
        with site.app_context():
            for told in (["journal", "verify"], ["retention", "--dry-run"]):
                assert site.test_cli_runner().invoke(args=told).exit_code == 0
            if fault is ADDED_TO_BY_NOBODY:
                added = site.test_cli_runner().invoke(args=[*ADD, theirs])
                assert added.exit_code == 1 and "Relancez la commande." in added.output

    assert "y" * 1_000 not in member.open("/moi/profil").html
    assert "y" * 1_000 in member.send(refused, form="main form").html  # what was typed is there


UNTICKED = (
    "Error: La base ne répond pas, ou n’existe pas encore : rien n’est fait. Celle qui manque se crée"
    " par « flask --app wsgi db upgrade ».\n"
)


@pytest.mark.parametrize("fault", UNREADABLE)
def test_where_nothing_can_be_read_each_address_says_so_and_the_site_comes_back(
    fault: Any, site: Flask, member: Visitor
) -> None:
    form = member.open("/moi/profil")
    with fault(site):
        for address in ("/", "/moi", "/offres", "/offres.json", "/offres.csv", "/nulle-part"):
            put_off(member.open(address, status=503))
        put_off(member.open("/offres", into="results", status=503))
        put_off(refused := member.send(form, 503, about="Tant pis."))
        assert "Tant pis." in refused.texts("textarea[readonly]")
        started = perf_counter()
        assert member.client.get("/readyz").json == {"status": "database unreachable"}
        assert perf_counter() - started < 2
        assert member.client.get("/healthz").status_code == 200
        with site.app_context():
            ticked = site.test_cli_runner().invoke(args=["tick"])
        assert (ticked.exit_code, ticked.output) == (1, UNTICKED)

    assert "Bonne nouvelle." in member.send(form, about="Bonne nouvelle.").html


def put_off(answer: Page) -> None:
    headers = answer.response.headers
    assert int(headers["Retry-After"]) <= 10
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert answer.texts("h1") == ["Un instant"] and "Rien n’a été enregistré" in answer.text()


if DIALECT == "sqlite":  # on PostgreSQL whoever waits keeps nobody else from writing

    def test_while_nobody_gets_through_those_who_come_next_do_not_wait_as_long(
        site: Flask, member: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(house, "PATIENCE", 600)
        with site.app_context():
            db.engine.dispose()  # its connections learned to wait less
        form = member.open("/moi/profil")
        with locked(site):
            first, second = (time_of(lambda: member.send(form, 503)) for _ in range(2))
        member.send(form)

        assert first > 0.5 > second
        assert not house._refused.is_set()

    def time_of(act: Callable[[], object]) -> float:
        started = perf_counter()
        act()
        return perf_counter() - started


def test_what_the_database_itself_refuses_is_said_and_is_no_failure(
    site: Flask, member: Visitor
) -> None:
    def twice() -> None:
        with db.session.no_autoflush:
            [first, second, *_] = db.session.query(Member).order_by(Member.id)
            second.email = first.email
            db.session.commit()

    def nothing() -> None:
        raise DataError("", {}, Exception("out of range"))

    def nameless() -> None:
        raise IntegrityError("", {}, Exception("NOT NULL constraint failed"))

    for rule, view in (("/twice", twice), ("/nothing", nothing), ("/nameless", nameless)):
        site.view_functions[rule] = view
        site.url_map.add(site.url_rule_class(rule, endpoint=rule))

    assert "Rien n’a été enregistré" in member.open("/twice", status=409).text()
    member.open("/nothing", status=400)
    member.open("/nameless", status=400)


def test_what_is_told_of_a_refused_row_is_the_rule_and_not_the_row(site: Flask) -> None:
    incomplete = insert(Member).values(name=None, email="quelquun@exemple.fr", folded="")
    with site.app_context(), pytest.raises(IntegrityError) as refused:
        db.session.execute(incomplete)
    told = "".join(traceback.format_exception(refused.value)).lower()
    assert "null" in told
    assert "quelquun@exemple.fr" not in told
