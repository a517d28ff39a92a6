"""`make bench`: list, item and search on 1,000 then 100,000 openings, each against the bare page.

Each figure is the median of several rounds in which every page is asked in turn, so that a machine
that slows down slows them all. CPU milliseconds (server processes) are the steadier measure.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench import alerts, referential
from bench.server import Server, serving

ROOT = Path(__file__).parent.parent
SIZES = (1_000, 100_000)
ROUNDS = 7
ASKED = 60
PAGES = {
    "liste": "/offres",
    "liste, trois filtres": "/offres?region=44&employeur=epci&route=transfer",
    "25 km autour de Nancy": "/offres?commune=54395&rayon=25",
    "recherche de mots": "/offres?q=d%C3%A9veloppement+%C3%A9conomique",
    "recherche partout": "/recherche?q=foncier",
    "une offre": "/offres/{item}",
}


@dataclass
class Measured:
    """One page: seconds and CPU seconds a request, round by round."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return 1 / statistics.median(self.seconds)

    @property
    def cost(self) -> float:
        return statistics.median(self.cpu) * 1000


def main() -> None:
    costs: dict[str, list[Cost]] = {name: [] for name in PAGES}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for name, cost in measure(size, Path(folder)).items():
                costs[name].append(cost)
    print("\nDe 1 000 à 100 000 offres, le coût d’une page (et ses lignes) :")
    for name, (small, large) in costs.items():
        print(
            f"  {name:<24} × {large.cpu / small.cpu:4.2f}   ({small.lines} puis {large.lines} lignes)"
        )
    alerts.main()
    referential.main()


class Cost(NamedTuple):
    """What a page costs: CPU milliseconds a request, and how many lines it shows."""

    cpu: float
    lines: int


def measure(size: int, folder: Path) -> dict[str, Cost]:
    """Measure every page on a site of this size."""
    url = f"sqlite:///{folder / 'bench.db'}"
    environ = {"DATABASE_URL": url, "INTRANET_ENV": "demo", "SECRET_KEY": "x" * 40}
    run = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for command in (["db", "upgrade"], ["content", "scale", "--openings", str(size)], ["tick"]):
        subprocess.run(
            [*run, *command],
            env=os.environ | environ,
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    bare = {"BARE_DATABASE": url, "BARE_NOW": now}
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        print(
            f"\n{size} offres. Première réponse du site : {ours.first_answer:.2f} s. Mémoire : {memory(ours):.0f} Mo."
        )
        pages = {name: path.format(item=a_live_opening(url, now)) for name, path in PAGES.items()}
        reference, measured = rounds(ours, theirs, pages)
        lines = {
            name: ours.read(path).count('<article class="row"') for name, path in pages.items()
        }
    counts = statements(pages, environ)
    print(f"  {'page nue':<24} {reference.cost:6.2f} ms CPU  {reference.rate:7.0f} /s")
    for name, found in measured.items():
        ratio = found.rate / reference.rate
        print(
            f"  {name:<24} {found.cost:6.2f} ms CPU  {found.rate:7.0f} /s  débit {ratio:4.2f} de la page nue,"
            f" coût {found.cost / reference.cost:4.2f} fois, {counts[name]} requêtes SQL"
        )
    return {name: Cost(found.cost, lines[name]) for name, found in measured.items()}


def rounds(
    ours: Server, theirs: Server, pages: dict[str, str]
) -> tuple[Measured, dict[str, Measured]]:
    """Ask the bare page and each of ours in turn, several times, after one round not counted."""
    reference, measured = Measured(), {name: Measured() for name in pages}
    for number in range(ROUNDS + 1):
        one_round = [(theirs, "/", reference)]
        one_round += [(ours, path, measured[name]) for name, path in pages.items()]
        for server, path, into in one_round:
            with costing(server) as cpu:
                taken = server.ask(path, ASKED)
            if number:
                into.seconds.append(taken / ASKED)
                into.cpu.append(cpu[0] / ASKED)
    return reference, measured


@contextmanager
def costing(server: Server) -> Iterator[list[float]]:
    """The CPU seconds that a server spends inside the block."""
    before, spent = server.cpu_seconds(), [0.0]
    yield spent
    spent[0] = server.cpu_seconds() - before


def statements(pages: dict[str, str], environ: dict[str, str]) -> dict[str, int]:
    """How many SQL statements each page asks, counted in a process of its own."""
    program = (
        "import sys\nfrom sqlalchemy import Engine, event\nfrom wsgi import app\n"
        "client = app.test_client()\n"
        "for path in sys.argv[1:]:\n"
        "    client.get(path)\n"
        "    seen = []\n"
        "    note = lambda *a: a[2].startswith(('BEGIN', 'PRAGMA')) or seen.append(a[2])\n"
        "    event.listen(Engine, 'before_cursor_execute', note)\n"
        "    assert client.get(path).status_code == 200, path\n"
        "    event.remove(Engine, 'before_cursor_execute', note)\n"
        "    print(len(seen))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *pages.values()],
        env=os.environ | environ, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return dict(zip(pages, map(int, done.stdout.split()), strict=True))


def a_live_opening(url: str, now: str) -> int:
    """The number of an opening that can be answered now."""
    from sqlalchemy import create_engine, text

    with create_engine(url).connect() as connection:
        found: int = connection.execute(
            text("SELECT max(id) FROM opening WHERE state = 'published' AND closes_at > :now"),
            {"now": now},
        ).scalar_one()
    return found


def memory(server: Server) -> float:
    """Megabytes of the workers, shared pages counted once (PSS)."""
    from bench.server import children_of

    total = 0
    for pid in [server.process.pid, *children_of(server.process.pid)]:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


if __name__ == "__main__":
    main()
