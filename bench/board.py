"""The board: list, item and search, each against the bare page; then the run of the alerts.

On SQLite with 1,000 openings, then with 100,000 on both databases; one in twenty is live. Each figure is the median of several rounds in which every page is asked in turn, so that a machine
that slows down slows them all. CPU milliseconds (server processes) are the steadier measure.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine, text

from bench import alerts
from bench.databases import databases
from bench.server import Server, children_of, serving

ROOT = Path(__file__).parent.parent
SMALL, LARGE = 1_000, 100_000
ROUNDS = 7
ASKED = 60


class Page(NamedTuple):
    """A page to ask: by a visitor, or by a member who said their levels."""

    path: str
    by_member: bool = False


PAGES = {
    "liste": Page("/offres"),
    "liste, trois filtres": Page("/offres?region=44&employeur=epci&route=transfer"),
    "25 km autour de Nancy": Page("/offres?commune=54395&rayon=25"),
    "recherche de mots": Page("/offres?q=d%C3%A9veloppement+%C3%A9conomique"),
    "liste d’un membre": Page("/offres", by_member=True),
    "triée par adéquation": Page("/offres?tri=adequation", by_member=True),
    "70 %, trois filtres": Page(
        "/offres?adequation=70&tri=adequation&region=44&employeur=epci&route=transfer",
        by_member=True,
    ),
    "recherche partout": Page("/recherche?q=foncier"),
    "une offre": Page("/offres/{item}"),
}
MEMBERS = 5_000  # who keep the searches of the alerts
MEMBER = "developpeur@demo.example"
SIGN_IN = """
from wsgi import app
from bench.referential import signed_in
from intranet.kit.db import db
from intranet.members.models import Member
with app.app_context():
    client = signed_in(app, db.session.query(Member).filter_by(email="{email}").one())
name = app.config["SESSION_COOKIE_NAME"]
print(f"{{name}}={{client.get_cookie(name).value}}")
"""
COUNT = """
import sys
from sqlalchemy import Engine, event
from wsgi import app
client = app.test_client()
if sys.argv[1]:
    client.set_cookie(*sys.argv[1].split("=", 1))
for path in sys.argv[2:]:
    client.get(path)
    seen = []
    note = lambda *a: a[2].startswith(("BEGIN", "PRAGMA")) or seen.append(a[2])
    event.listen(Engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200, path
    event.remove(Engine, "before_cursor_execute", note)
    print(len(seen))
"""


@dataclass
class Measured:
    """One page: seconds and CPU seconds a request, round by round."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    first: float = 0.0  # seconds of the very first time

    @property
    def rate(self) -> float:
        return 1 / statistics.median(self.seconds)

    @property
    def cost(self) -> float:
        return statistics.median(self.cpu) * 1000


def main() -> None:
    """Both databases at the large size; the small one on SQLite, to say what a page gains by it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            print(f"\n{name}")
            small = measure(url("small"), SMALL) if name == "SQLite" else {}
            large = measure(address := url("large"), LARGE, MEMBERS)
            alerts.measure(environ_of(address))
            for page, few in small.items():
                many = large[page]
                print(
                    f"  de {SMALL} à {LARGE} offres, {page:<24} × {many.cpu / few.cpu:4.2f}"
                    f"   ({few.lines} puis {many.lines} lignes)"
                )


class Cost(NamedTuple):
    """What a page costs: CPU milliseconds a request, and how many lines it shows."""

    cpu: float
    lines: int


def measure(url: str, size: int, members: int = 0) -> dict[str, Cost]:
    """Fill an empty database with so many openings; measure every page of the site on it."""
    environ, began = environ_of(url), time.perf_counter()
    run = [sys.executable, "-m", "flask", "--app", "wsgi"]
    scale = ["content", "scale", "--members", str(members), "--openings", str(size)]
    for command in (["db", "upgrade"], scale):
        subprocess.run([*run, *command], env=environ, cwd=ROOT, check=True, capture_output=True)
    settle(url)
    filled = time.perf_counter() - began
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    item = a_live_opening(url, now)
    pages = {
        name: Page(page.path.format(item=item), page.by_member) for name, page in PAGES.items()
    }
    cookie = said_by(SIGN_IN.format(email=MEMBER), environ).strip()
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        bare = environ | {"BARE_DATABASE": url, "BARE_NOW": now}
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        print(
            f"\n  {size} offres (remplies en {filled:.0f} s). Première réponse du site :"
            f" {ours.first_answer:.2f} s. Mémoire : {memory(ours):.0f} Mo."
        )
        reference, measured = rounds(ours, theirs, pages, cookie)
        lines = {
            name: ours.read(page.path, cookie if page.by_member else "").count(
                '<article class="row"'
            )
            for name, page in pages.items()
        }
    counts: dict[str, int] = {}
    for by_member in (False, True):
        some = {name: page.path for name, page in pages.items() if page.by_member is by_member}
        told = said_by(COUNT, environ, cookie if by_member else "", *some.values())
        counts |= dict(zip(some, map(int, told.split()), strict=True))
    print(f"  {'page nue':<24} {reference.cost:6.2f} ms CPU  {reference.rate:7.0f} /s")
    for name, found in measured.items():
        print(
            f"  {name:<24} {found.cost:6.2f} ms CPU  {found.rate:7.0f} /s"
            f"  débit {found.rate / reference.rate:4.2f} de la page nue,"
            f" coût {found.cost / reference.cost:4.2f} fois, {counts[name]} requêtes SQL,"
            f" la première {found.first * 1000:.0f} ms"
        )
    return {name: Cost(found.cost, lines[name]) for name, found in measured.items()}


def environ_of(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "INTRANET_ENV": "demo", "SECRET_KEY": "x" * 40}


def said_by(program: str, environ: dict[str, str], *given: str) -> str:
    """What a program prints, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *given],
        env=environ, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def settle(url: str) -> None:
    """Let the database know what it holds, as it does by itself in time.

    PostgreSQL vacuums after so many rows too: only then are its indexes read alone.
    """
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        connection.execute(text("VACUUM (ANALYZE)" if postgresql else "ANALYZE"))


def rounds(
    ours: Server, theirs: Server, pages: dict[str, Page], cookie: str, *, asked: int = ASKED
) -> tuple[Measured, dict[str, Measured]]:
    """Ask the bare page and each of ours in turn, several times, after one round not counted.

    The first time that each is asked is told apart: nothing of it was kept yet.
    """
    reference, measured = Measured(), {name: Measured() for name in pages}
    for name, page in pages.items():
        measured[name].first = ours.ask(page.path, 1, cookie if page.by_member else "")
    for number in range(ROUNDS + 1):
        one_round = [(theirs, Page("/"), reference)]
        one_round += [(ours, page, measured[name]) for name, page in pages.items()]
        for server, page, into in one_round:
            with costing(server) as cpu:
                taken = server.ask(page.path, asked, cookie if page.by_member else "")
            if number:
                into.seconds.append(taken / asked)
                into.cpu.append(cpu[0] / asked)
    return reference, measured


@contextmanager
def costing(server: Server) -> Iterator[list[float]]:
    """The CPU seconds that a server spends inside the block."""
    before, spent = server.cpu_seconds(), [0.0]
    yield spent
    spent[0] = server.cpu_seconds() - before


def a_live_opening(url: str, now: str) -> int:
    """The number of an opening that can be answered now."""
    with create_engine(url).connect() as connection:
        found: int = connection.execute(
            text("SELECT max(id) FROM opening WHERE state = 'published' AND closes_at > :now"),
            {"now": now},
        ).scalar_one()
    return found


def memory(server: Server) -> float:
    """Megabytes of the workers, shared pages counted once (PSS)."""
    total = 0
    for pid in [server.process.pid, *children_of(server.process.pid)]:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024
