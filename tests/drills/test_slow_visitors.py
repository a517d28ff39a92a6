"""Behind the sample nginx, those who are slow on purpose keep nobody waiting.

nginx is looked for on the machine: without it the drill fails, and says what to install. In the
tests of every run its page is only read (tests/deploy/test_nginx.py).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import sys
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask import Flask

from bench.server import free_port, serving
from tests.deploy.nginx import running
from tests.drills import IS_WHOLE

HALF_OPEN, SLOW_BODIES, HONEST, SECONDS = 60, 30, 4, 15
HOST, THEIRS, OURS = "passerelles.example.fr", "127.0.0.1", "127.0.0.2"
PATHS = ("/offres", "/annuaire", "/referentiel", "/connexion")


TRUSTING = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made once: each takes a while
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


class Slow(threading.Thread):
    """Somebody who never ends what they say, and begins again when they are hung up on."""

    def __init__(self, port: int, says: bytes, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.says, self.over = port, says, over

    def run(self) -> None:
        while not self.over.is_set():
            try:
                plain = socket.create_connection((THEIRS, self.port), timeout=5)
                with TRUSTING.wrap_socket(plain) as speaking:
                    speaking.sendall(self.says)
                    while not self.over.wait(1):
                        speaking.sendall(b"x")
            except OSError:
                self.over.wait(0.2)


class Honest(threading.Thread):
    """Somebody who reads page after page, each over a connection of its own."""

    def __init__(self, port: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.over = port, over
        self.taken: list[float] = []
        self.failed: list[str] = []

    def run(self) -> None:
        for number in range(10_000):
            if self.over.is_set():
                return
            started, path = time.perf_counter(), PATHS[number % len(PATHS)]
            asking = http.client.HTTPSConnection(
                THEIRS, self.port, timeout=10, context=TRUSTING, source_address=(OURS, 0)
            )
            try:
                with closing(asking):
                    asking.request("GET", path, headers={"Host": HOST})
                    answer = asking.getresponse()
                    answer.read()
                if answer.status != 200:
                    self.failed.append(f"{path}: {answer.status}")
            except OSError as error:
                self.failed.append(f"{path}: {error}")
            self.taken.append(time.perf_counter() - started)
            self.over.wait(0.2)


def slow_and_greedy_visitors_starve_nobody(site: Flask, tmp_path: Path) -> None:
    environ = {
        "DATABASE_URL": site.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": "x" * 40,
        "TRUSTED_PROXIES": "1",
        "SITE_URL": f"https://{HOST}",
    }
    port, over = free_port(), threading.Event()
    half = f"GET /offres HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode()
    body = f"POST /connexion HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100000\r\n\r\n".encode()
    with ExitStack() as stack:
        web = stack.enter_context(serving("wsgi:app", environ))
        stack.enter_context(running(tmp_path, web.port, free_port(), port))
        slow = [Slow(port, half, over) for _ in range(HALF_OPEN)]
        slow += [Slow(port, body, over) for _ in range(SLOW_BODIES)]
        honest = [Honest(port, over) for _ in range(HONEST)]
        for thread in (*slow, *honest):
            thread.start()
        time.sleep(SECONDS)
        too_heavy = asked(port, "POST", "/connexion", {"Content-Length": str(2 * 2**30)})
        over.set()
        for thread in (*slow, *honest):
            thread.join(20)
        shown = asked(port, "GET", "/static/css/base.css?v=abc", {"Accept-Encoding": "gzip"})
        web.process.terminate()
        web.process.wait(20)
        away = asked(port, "GET", "/offres", {})
    taken = sorted(each for one in honest for each in one.taken)
    failed = [each for one in honest for each in one.failed]
    p95 = taken[int(len(taken) * 0.95)]
    sys.stdout.write(
        f"\n  {HALF_OPEN} half-open, {SLOW_BODIES} slow bodies: {len(taken)} honest pages,"
        f" p95 {p95 * 1000:.0f} ms, {len(failed)} failed\n"
    )
    assert not failed, failed[:5]
    assert len(taken) > 50 and p95 < 2
    assert too_heavy[0] == 413 and "Envoi trop lourd" in too_heavy[2]
    assert shown[1]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert shown[1]["Content-Encoding"] == "gzip"
    assert (away[0], away[1]["Retry-After"]) == (502, "5")
    assert "Rien n’a été enregistré" in away[2]


def asked(
    port: int, method: str, path: str, headers: dict[str, str]
) -> tuple[int, http.client.HTTPMessage, str]:
    """Status, headers and words of an answer; a body that is announced is never sent."""
    connection = http.client.HTTPSConnection(THEIRS, port, timeout=15, context=TRUSTING)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", HOST)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    said = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.headers, said


if IS_WHOLE:  # of a whole drill only: nginx is no part of what the tests of every run install
    test_slow_and_greedy_visitors_starve_nobody = pytest.mark.live(
        slow_and_greedy_visitors_starve_nobody
    )
