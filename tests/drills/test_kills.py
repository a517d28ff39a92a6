"""`kill -9` of workers, of the whole server and of the mailer, while people register.

What was confirmed is there, once; each letter leaves, under one Message-ID, and comes twice at
most as often as the mailer was killed.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import text

from bench.bases import ROOT
from bench.seats import asking, checked, furnished
from intranet.kit import letters
from intranet.kit.db import db, every
from tests.databases import DIALECT
from tests.drills import many, tell
from tests.drills.mailbox import Mailbox, mailbox
from tests.drills.serving import Served, at_the_same_time, environ_of, insist, served

pytestmark = pytest.mark.live

RUNS, PEOPLE, AT_ONCE = many(3, 20), many(12, 50), 8
# Answers from one death to the next: a server that is killed faster than it starts shows nothing.
OF_A_WORKER, OF_ALL = many(12, 40), many(18, 160)
MAILERS, KILL_AFTER = many(0, 8), 150  # letters, from one death of the mailer to the next


def test_what_was_confirmed_is_there_once_and_each_letter_leaves(
    site: Flask, tmp_path: Path
) -> None:
    with site.app_context():
        bookables, people = furnished(RUNS, PEOPLE, PEOPLE)
        before = len(every(letters.in_outbox()))
    asks = [asking(site, f"/inscriptions/{run}", one) for one in people for run in bookables]
    answers: Counter[int] = Counter()
    over = Event()

    with mailbox() as box, served(site, tmp_path) as server:
        mailers = Mailers(site, box, tmp_path)

        def everybody_registers() -> None:
            try:
                shares = [asks[number::AT_ONCE] for number in range(AT_ONCE)]
                at_the_same_time(
                    *(
                        lambda mine=mine: insist(
                            server.port, mine, lambda status, _: answers.update([status])
                        )
                        for mine in shares
                    )
                )
            finally:
                over.set()

        began = time.perf_counter()
        at_the_same_time(everybody_registers, lambda: strike(server, answers, over))
        taken = time.perf_counter() - began
        for _ in range(MAILERS):
            mailers.work()
        readable(site)
        with site.app_context():
            while letters.send_due(letters.by_smtp(box.url)):
                pass
            told = [letter.sent_at for letter in every(letters.in_outbox())]
            for run in bookables:
                checked(run, PEOPLE, PEOPLE)
            db.session.remove()

    assert set(answers) <= {302, 503}, answers
    assert answers[302] == len(asks)
    assert len(told) - before >= len(asks) and all(told)
    copies = len(box.came) - len(set(box.came))
    assert len(set(box.came)) == len(told), "one Message-ID a letter"
    assert copies <= mailers.killed
    assert max(server.spent_starting) < 5, "a busy machine makes one wait, not work, for longer"
    tell(
        f"{DIALECT} : {len(asks)} inscriptions confirmées en {taken:.0f} s, aucune perdue, aucune double ;"
        f" {server.killed_workers} workers, {len(server.starts) - 1} serveurs et {mailers.killed} facteurs tués ;"
        f" {answers[503]} réponses 503 ; {len(told)} courriels, {copies} en double ;"
        f" redémarrage {min(server.starts):.1f} à {max(server.starts):.1f} s, dont {max(server.spent_starting):.1f} de processeur"
    )


def strike(server: Served, answers: Counter[int], over: Event) -> None:
    """A worker after some answers, all of them with their master after more."""
    workers, all_of_them = OF_A_WORKER, OF_ALL
    while not over.wait(0.01):
        if answers[302] >= all_of_them:
            all_of_them += OF_ALL
            server.kill()
            server.start()
        elif answers[302] >= workers:
            workers += OF_A_WORKER
            server.kill_a_worker()


class Mailers:
    """`tick`, which is killed when the mailbox has a letter that it has not answered yet."""

    def __init__(self, site: Flask, box: Mailbox, folder: Path) -> None:
        self.environ = environ_of(site, MAIL_URL=box.url)
        self.box, self.log, self.killed = box, folder / "tick.log", 0
        box.before_answering = self.strike
        self.now: subprocess.Popen[bytes] | None = None

    def work(self) -> None:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "tick"]
        with self.log.open("ab") as log:
            self.now = subprocess.Popen(command, env=self.environ, cwd=ROOT, stdout=log, stderr=log)
            ended = self.now.wait()
        self.now = None
        assert ended in {0, -signal.SIGKILL}, self.log.read_text()[-3_000:]

    def strike(self) -> None:
        if self.now is not None and len(self.box.came) % KILL_AFTER == 0:
            self.now.kill()
            self.killed += 1


def readable(site: Flask) -> None:
    """The file is what SQLite calls whole, and each row names rows that are there."""
    if DIALECT == "sqlite":
        with site.app_context(), db.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
