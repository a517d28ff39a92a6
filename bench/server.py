"""A gunicorn to measure, what it costs in processor time, and a client that asks it pages."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
WORKERS = 2


@dataclass
class Server:
    """A running gunicorn: where it is, how long it took to answer first."""

    port: int
    process: subprocess.Popen[bytes]
    first_answer: float

    def cpu_seconds(self) -> float:
        """User and system time of the master and its workers (Linux: /proc)."""
        return sum(_cpu_of(pid) for pid in [self.process.pid, *children_of(self.process.pid)])

    def ask(self, path: str, count: int, cookie: str = "") -> float:
        """Ask the same page `count` times over one kept connection; seconds taken."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        started = time.perf_counter()
        for _ in range(count):
            connection.request("GET", path, headers=_signed_in(cookie))
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        taken = time.perf_counter() - started
        connection.close()
        return taken

    def read(self, path: str, cookie: str = "") -> str:
        """What the page says."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=_signed_in(cookie))
        text = connection.getresponse().read().decode()
        connection.close()
        return text


def _signed_in(cookie: str) -> dict[str, str]:
    return {"Cookie": cookie} if cookie else {}


@contextmanager
def serving(
    module: str,
    environ: dict[str, str],
    folder: Path,
    *,
    workers: int = WORKERS,
    patience: float = 12,
) -> Iterator[Server]:
    """Start gunicorn on a free port with these variables; stop it at the end."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
        "--worker-class", "gthread", "--threads", "4", "--preload", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=os.environ | {"SEARCHES_A_MINUTE": "0"} | environ,
        cwd=folder,
        start_new_session=True,
    )
    try:
        yield Server(port, process, wait_for(port, process, patience) - started)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)  # those it serves are let go first


def wait_for(port: int, process: subprocess.Popen[bytes], patience: float = 12) -> float:
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


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
