"""A backup taken while people write, restored elsewhere: all that was confirmed before it began is there."""

from __future__ import annotations

import random
import time
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, select

from intranet.kit.clock import now
from intranet.kit.db import db
from intranet.kit.files import Attachment
from intranet.kit.letters import Letter
from intranet.kit.storage import storage
from intranet.members.models import Member
from tests.databases import DIALECT
from tests.drills import IS_WHOLE, many, tell
from tests.drills.serving import at_the_same_time, served
from tests.factories import MemberFactory
from tests.kit.test_backups import elsewhere, run
from tests.visitor import Visitor

pytestmark = pytest.mark.live

LETTERS, FILES = many(20, 120_000), many(3, 110)
LETTER, FILE = 4_000, many(1_000, 5 * 2**20)  # bytes: half a gigabyte each
WRITERS = 3


def fill(chance: random.Random) -> None:
    """Rows and files of bytes that do not shrink."""
    for start in range(0, LETTERS, 10_000):
        some = range(start, min(LETTERS, start + 10_000))
        told = [a_letter(number, chance.randbytes(LETTER // 2).hex()) for number in some]
        db.session.execute(insert(Letter), told)
        db.session.commit()
    for number in range(FILES):
        kept = Attachment(
            stored_as=uuid4().hex,
            name=f"{number}.pdf",
            mime="application/pdf",
            size=FILE,
            sha256="",
        )
        storage().write(kept.stored_as, chance.randbytes(FILE))
        db.session.add(kept)
    db.session.commit()


def a_letter(number: int, body: str) -> dict[str, Any]:
    return {
        "key": f"essais:{number}",
        "recipient": "camille@essais.example",
        "subject": "Essais",
        "body": body,
        "sent_at": now(),
    }


class Writer:
    """Somebody who changes the name of their profile again and again, and notes what was confirmed."""

    def __init__(self, site: Flask) -> None:
        self.site, self.confirmed = site, 0
        with site.app_context():
            member = MemberFactory()
            self.id, self.visitor = member.id, Visitor(site.test_client()).sign_in(member)
            self.form = self.visitor.open("/moi/profil")
            db.session.remove()

    def write(self, over: Event) -> None:
        while not over.wait(0.02):
            self.visitor.send(self.form, name=f"Camille {self.confirmed + 1}")
            self.confirmed += 1


if IS_WHOLE or DIALECT == "sqlite":

    def test_what_was_confirmed_before_it_began_comes_back(
        site: Flask, tmp_path: Path, worker_id: str
    ) -> None:
        with site.app_context():
            fill(random.Random(1))
            db.session.remove()
        writers = [Writer(site) for _ in range(WRITERS)]
        over, begun, times = Event(), [0] * WRITERS, {}
        path = tmp_path / "site.zip"

        def back_up() -> None:
            try:
                while min(writer.confirmed for writer in writers) < 2:
                    time.sleep(0.02)
                begun[:] = [writer.confirmed for writer in writers]
                started = time.perf_counter()
                taken = run(site, "backup", path)
                assert taken.exit_code == 0, taken.output
                times["taken"] = time.perf_counter() - started
            finally:
                over.set()

        # Whoever is refused a write fails the test: the visitor expects a 200.
        at_the_same_time(back_up, *(lambda one=one: one.write(over) for one in writers))
        during = sum(writer.confirmed for writer in writers) - sum(begun)

        with elsewhere(tmp_path / "there", worker_id) as there:
            started = time.perf_counter()
            back = run(there, "restore", path)
            assert back.exit_code == 0, back.output
            times["back"] = time.perf_counter() - started
            if IS_WHOLE:
                with served(there, tmp_path) as server:
                    times["start"] = server.starts[0]
            with there.app_context():
                names = dict(db.session.execute(select(Member.id, Member.name)).all())
                assert len(db.session.scalars(select(Letter.id)).all()) >= LETTERS
                db.session.remove()
            for writer, before in zip(writers, begun, strict=True):
                assert int(names[writer.id].split()[1]) >= before
        tell(
            f"{DIALECT} : archive de {path.stat().st_size / 1e6:.0f} Mo en {times['taken']:.1f} s, {during} écritures"
            f" confirmées pendant ce temps, aucune refusée ; restaurée en {times['back']:.1f} s,"
            f" premier accueil après {times.get('start', 0):.1f} s"
        )
        assert times["back"] + times.get("start", 0) < 60
