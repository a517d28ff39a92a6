"""The list of sheets measured: 20,000 of them, with facets and words, against the bare page."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.board import COUNT, ROOT, Page, environ_of, rounds, said_by, settle
from bench.databases import databases
from bench.server import serving

SHEETS = 20_000
PAGES = {
    "fiches": Page("/pratiques"),
    "fiches, trois filtres": Page("/pratiques?region=44&taille=2&cout=1"),
    "fiches, mots": Page("/pratiques?q=club+entreprises"),
    "fiches, synonyme et filtre": Page("/pratiques?q=ZAE&region=44"),
    "fiches, carte": Page("/pratiques?vue=carte"),
    "fiches, page 500": Page("/pratiques?page=500"),
}


def main() -> None:
    """Both databases, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            print(f"\n{name}")
            measure(url("sheets"))


def measure(url: str, sheets: int = SHEETS) -> None:
    """Fill an empty database with so many sheets; the list, its counts and its map."""
    environ = environ_of(url)
    run = [sys.executable, "-m", "flask", "--app", "wsgi"]
    scale = ["content", "scale", "--openings", "1000", "--practices", str(sheets)]
    for command in (["db", "upgrade"], ["content", "load"], scale):
        subprocess.run([*run, *command], env=environ, cwd=ROOT, check=True, capture_output=True)
    settle(url)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        bare = environ | {"BARE_DATABASE": url, "BARE_NOW": now}
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        reference, measured = rounds(ours, theirs, PAGES, "")
    told = said_by(COUNT, environ, "", *(page.path for page in PAGES.values()))
    counts = dict(zip(PAGES, map(int, told.split()), strict=True))
    print(f"\n  {sheets} fiches\n  {'page nue':<28} {reference.cost:6.2f} ms CPU")
    for name, found in measured.items():
        print(
            f"  {name:<28} {found.cost:6.2f} ms CPU, débit {found.rate / reference.rate:4.2f} de la page nue,"
            f" coût {found.cost / reference.cost:4.2f} fois, {counts[name]} requêtes SQL,"
            f" la première {found.first * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main()
