"""The catalogue of 20,000 courses exported as LHÉO, read as it is sent.

In a process of its own that tells its peak memory before and after: a page and one region first,
so that one sees that many times more take no more.
"""

from __future__ import annotations

from bench.bases import said_by

EXPORT = """
import time
from wsgi import app
from bench.inside import peak_memory

def read(address):
    began, peak = time.perf_counter(), peak_memory()
    answer = app.test_client().get(address, buffered=False)
    size = sum(map(len, answer.response))
    answer.close()
    print(address, size, time.perf_counter() - began, peak, peak_memory())

read("/formations")
read("/formations/lheo.xml?region=44")
read("/formations/lheo.xml")
"""


def measure(url: str) -> None:
    """The whole catalogue, and a part of it."""
    for line in said_by(EXPORT, url).splitlines():
        address, size, seconds, before, after = line.split()
        print(
            f"  {address:<44} {int(size) / 2**20:6.1f} Mo en {float(seconds):5.1f} s,"
            f" mémoire au plus {float(after):.0f} Mo (avant : {float(before):.0f} Mo)"
        )
