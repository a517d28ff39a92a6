"""The catalogue measured: 20,000 courses with their facets, and 5,000 exported as LHÉO.

The list is asked of a server, against the bare page on the same database. The export is read as it
is sent, in a process of its own that tells its peak memory before and after: a page and one region first, so
that one sees that many times more take no more.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.board import ROOT, Page, environ_of, rounds, settle
from bench.databases import databases
from bench.server import serving

COURSES, EXPORTED = 20_000, 5_000
PAGES = {
    "catalogue": Page("/formations"),
    "catalogue, trois filtres": Page("/formations?region=44&mode=presentiel&niveau=2"),
    "catalogue, mots": Page("/formations?q=territoire"),
    "catalogue, carte": Page("/formations?vue=carte"),
}
EXPORT = """
import resource, time
from wsgi import app

def read(address):
    began, peak = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = app.test_client().get(address, buffered=False)
    size = sum(map(len, answer.response))
    answer.close()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(address, size, time.perf_counter() - began, peak, after)

read("/formations")
read("/formations/lheo.xml?region=44")
read("/formations/lheo.xml")
"""


def main() -> None:
    """Both databases, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            print(f"\n{name}")
            catalogue(url("catalogue"))
            exported(url("exported"))


def catalogue(url: str) -> None:
    """The list and its counts, against the bare page."""
    environ = filled(url, COURSES)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        bare = environ | {"BARE_DATABASE": url, "BARE_NOW": now}
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        reference, measured = rounds(ours, theirs, PAGES, "")
    print(f"\n  {COURSES} formations\n  {'page nue':<26} {reference.cost:6.2f} ms CPU")
    for name, found in measured.items():
        print(
            f"  {name:<26} {found.cost:6.2f} ms CPU, débit {found.rate / reference.rate:4.2f} de la page nue,"
            f" coût {found.cost / reference.cost:4.2f} fois"
        )


def exported(url: str) -> None:
    """The whole catalogue as LHÉO, and a part of it."""
    environ = filled(url, EXPORTED)
    done = subprocess.run(
        [sys.executable, "-c", EXPORT], env=environ, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        address, size, seconds, before, after = line.split()
        print(
            f"  {address:<44} {int(size) / 2**20:6.1f} Mo en {float(seconds):5.1f} s,"
            f" mémoire au plus {int(after) / 1024:.0f} Mo (avant : {int(before) / 1024:.0f} Mo)"
        )


def filled(url: str, courses: int) -> dict[str, str]:
    environ = environ_of(url)
    run = [sys.executable, "-m", "flask", "--app", "wsgi"]
    scale = ["content", "scale", "--openings", "1000", "--courses", str(courses)]
    for command in (["db", "upgrade"], ["content", "load"], scale):
        subprocess.run([*run, *command], env=environ, cwd=ROOT, check=True, capture_output=True)
    settle(url)
    return environ


if __name__ == "__main__":
    main()
