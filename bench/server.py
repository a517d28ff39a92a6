"""A gunicorn to measure, what it costs in processor time, and a client that asks it pages."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
WORKERS = 2
ROOT = Path(__file__).parent.parent


@dataclass
class Server:
    """A running gunicorn: where it is, how long it took to answer first."""

    port: int
    process: subprocess.Popen[bytes]
    first_answer: float

    def processes(self) -> list[int]:
        """The master and its workers."""
        return [self.process.pid, *children_of(self.process.pid)]

    def cpu_seconds(self) -> float:
        """What they have spent so far."""
        return sum(map(cpu_of, self.processes()))

    def memory(self) -> float:
        """Their megabytes, shared pages counted once (PSS)."""
        return sum(map(memory_of, self.processes()))

    def ask(self, path: str, count: int, cookie: str = "") -> float:
        """Ask the same page `count` times over one kept connection; seconds taken."""
        with self.asking(path, cookie) as times:
            return times(count)

    @contextmanager
    def asking(self, path: str, cookie: str = "") -> Iterator[Callable[[int], float]]:
        """A kept connection, which one worker answers; to ask a page so many times: seconds taken."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

        def times(count: int) -> float:
            started = time.perf_counter()
            for _ in range(count):
                connection.request("GET", path, headers=_signed_in(cookie))
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{path} answered {answer.status}")
            return time.perf_counter() - started

        with closing(connection):
            yield times

    def read(self, path: str, cookie: str = "") -> tuple[bytes, Message]:
        """What the page says, and its headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers=_signed_in(cookie))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return body, answer.headers


def _signed_in(cookie: str) -> dict[str, str]:
    return {"Cookie": cookie} if cookie else {}


@contextmanager
def serving(
    module: str,
    environ: dict[str, str],
    *settings: str,
    workers: int = WORKERS,
    patience: float = 40,
) -> Iterator[Server]:
    """Start gunicorn on a free port as the site is served; `settings` replace those of its file."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", module, "--config", str(ROOT / "gunicorn.conf.py"),
        "--bind", f"127.0.0.1:{port}", "--workers", str(workers), *settings,
    ]  # fmt: skip
    started = time.perf_counter()
    without_limits = {"SEARCHES_A_MINUTE": "0"} | environ
    process = subprocess.Popen(
        command, env=os.environ | without_limits, cwd=ROOT, start_new_session=True
    )
    try:
        yield Server(port, process, wait_for(port, process, patience) - started)
    finally:
        with suppress(ProcessLookupError):  # it was stopped meanwhile
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)  # those it serves are let go first


def wait_for(port: int, process: subprocess.Popen[bytes], patience: float = 40) -> float:
    """The instant of the first answer; `patience` in seconds."""
    for _ in range(int(patience * 50)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server stopped") from None
            time.sleep(0.02)
        else:
            return time.perf_counter()
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def cpu_of(pid: int) -> float:
    """Seconds of processor of all threads of a process, to the nanosecond (Linux)."""
    spent = 0
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):
            spent += int(thread.read_text().split()[0])
    return spent / 1e9


def cpu_of_the_dead(pid: int) -> float:
    """Of the children of a process that it has seen end."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICK


def memory_of(pid: int) -> float:
    """Megabytes of a process, each page divided by those who share it (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:") / 1024
