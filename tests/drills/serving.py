"""A site served by four workers that can be killed at any moment, and people who insist until they are answered."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from flask import Flask

from bench.bases import ROOT
from bench.seats import Ask
from bench.server import children_of, free_port, wait_for
from intranet.kit.db import db

PATIENCE = 120  # seconds: how long somebody insists


@dataclass
class Served:
    """A gunicorn of four workers: killed whole, it is started again on the same port."""

    environ: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    starts: list[float] = field(default_factory=list)  # seconds to the first answer
    spent_starting: list[float] = field(default_factory=list)  # of processor time
    killed_workers: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}", "--workers", "4",
            "--worker-class", "gthread", "--threads", "4", "--preload", "--log-level", "warning", "--no-control-socket",
        ]  # fmt: skip
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environ, cwd=ROOT, start_new_session=True, stderr=log, stdout=log
            )
        self.starts.append(wait_for(self.port, self.process, 60) - began)
        family = [self.process.pid, *children_of(self.process.pid)]
        self.spent_starting.append(sum(cpu_of(pid) for pid in family))

    def kill(self) -> None:
        """The master and all its workers, at once."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def kill_a_worker(self) -> None:
        assert self.process is not None
        with suppress(OSError, IndexError):
            os.kill(random.choice(children_of(self.process.pid)), signal.SIGKILL)
            self.killed_workers += 1

    def check_log(self) -> None:
        """Nobody died but by our hand."""
        said = self.log.read_text()
        for cry in ("SIGSEGV", "SIGBUS", "SIGABRT", "Fatal Python error", "Traceback"):
            assert cry not in said, said[-3_000:]


def cpu_of(pid: int) -> float:
    """Seconds of processor that a process took; none where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(site: Flask, folder: Path, **more: str) -> Iterator[Served]:
    """The site of a fixture, by the real server, on the same database."""
    server = Served(environ_of(site, **more), folder / "server.log")
    server.start()
    try:
        yield server
    finally:
        server.kill()
    server.check_log()


def environ_of(site: Flask, **more: str) -> dict[str, str]:
    with site.app_context():
        db.session.remove()
        url = db.engine.url.render_as_string(hide_password=False)
    return os.environ | {
        "DATABASE_URL": url,
        "SECRET_KEY": site.config["SECRET_KEY"],
        "STORAGE_URL": f"file://{site.instance_path}/files",
        "INTRANET_ENV": "demo",
        "PYTHONFAULTHANDLER": "1",
        **more,
    }


def insist(port: int, asks: Sequence[Ask], note: Callable[[int, float], object]) -> None:
    """Send each form until something answers; `note` is told what, and after how long it did."""
    for ask in asks:
        until = time.perf_counter() + PATIENCE
        while True:
            began = time.perf_counter()
            try:
                status = post(port, ask)
            except (OSError, http.client.HTTPException):
                assert began < until, f"nobody answered {ask.path}"
                time.sleep(0.05)
            else:
                note(status, time.perf_counter() - began)
                if status < 500:
                    break


def post(port: int, ask: Ask) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": ask.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", ask.path, ask.body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def at_the_same_time(*acts: Callable[[], object]) -> None:
    """Each in a thread of its own; what one of them raises is raised here."""
    failures: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as failure:  # noqa: BLE001  told below
            failures.append(failure)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
