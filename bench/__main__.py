"""`make bench`: the whole site measured on both databases, filled once each, then the aims.

`python -m bench 50` does it on a fiftieth of the volume, to try the benchmarks themselves.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bench import alerts, certificates, edits, lheo, news, pages, referential, seats
from bench.aims import Aims
from bench.bases import each_database, filled


def main(share: int = 1) -> None:
    """Pages first, on a base that nothing disturbed; then what writes; then what changes it all."""
    began, aims = time.perf_counter(), Aims()
    with tempfile.TemporaryDirectory() as folder:
        for kind in each_database(Path(folder)):
            print(f"\n{kind.name}", flush=True)
            with filled(kind, share) as bases:
                pages.measure(bases, aims)
                lheo.measure(bases.large)
                alerts.measure(bases.large)
                news.measure(bases.large)
                pages.fit(bases, aims)
                edits.measure(bases.start)
                seats.measure(kind)
                referential.measure(kind)
                if kind.is_embedded:  # what draws a page of paper asks the database next to nothing
                    certificates.measure(bases.start)
    aims.tell()
    print(f"\nMesuré en {(time.perf_counter() - began) / 60:.1f} minutes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
