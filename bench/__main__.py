"""`make bench`: the whole site measured on both databases, filled once each, then the aims.

`python -m bench 50` does it on a fiftieth of the volume, to try the benchmarks themselves.
"""

from __future__ import annotations

import compileall
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bench import alerts, asked, certificates, edits, lheo, news, pages, referential, seats
from bench.aims import Aims
from bench.bases import Bases, Databases, both_databases, fill, run
from bench.server import ROOT


def main(share: int = 1) -> None:
    """Both are prepared at the same time, which is not measured; then one after the other is."""
    began, aims = time.perf_counter(), Aims(is_whole=share == 1)
    with tempfile.TemporaryDirectory() as folder, both_databases(Path(folder)) as kinds:
        # As it is installed (docs/operations.md).
        compileall.compile_dir(ROOT / "intranet", quiet=1)
        run(kinds[0].make("none"), "compile")
        with ThreadPoolExecutor() as hands:
            ready = list(hands.map(partial(prepared, share=share), kinds))
        print(f"Prêt en {time.perf_counter() - began:.0f} s")
        for bases, found in ready:
            print(f"\n{bases.kind.name}", flush=True)
            for measure in parts(bases, found, aims):
                started = time.perf_counter()
                measure()
                print(f"    ({time.perf_counter() - started:.0f} s)", flush=True)
    aims.tell()
    print(f"\nMesuré en {(time.perf_counter() - began) / 60:.1f} minutes")


def prepared(kind: Databases, share: int) -> tuple[Bases, asked.Ready]:
    bases = fill(kind, share)
    return bases, asked.ready(bases)


def parts(bases: Bases, found: asked.Ready, aims: Aims) -> Iterator[Callable[[], None]]:
    """Pages first, on a base that nothing disturbed; then what writes; then what changes it all."""
    yield partial(pages.measure, bases, found, aims)
    yield partial(lheo.measure, bases.large)
    yield partial(alerts.measure, bases)
    yield partial(news.measure, bases)
    yield partial(pages.fit, bases, aims)
    yield partial(edits.measure, bases.start)
    yield partial(seats.measure, bases)
    yield partial(referential.measure, bases)
    if bases.kind.is_embedded:  # what draws a page of paper asks the database next to nothing
        yield partial(certificates.measure, bases)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
