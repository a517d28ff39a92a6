"""The settings of gunicorn compared: `python -m bench.settings sqlite:////path/of/a/filled.db`.

For each: seconds to the first answer, megabytes of all processes (PSS) before and after the pages
were asked, CPU milliseconds a page while eight people ask at once, and how long the slowest
twentieth of them waited. Chosen from it: gunicorn.conf.py (docs/decisions/0042).
"""

from __future__ import annotations

import sys
import time
from threading import Thread

from bench.bases import environ_of
from bench.server import Server, serving

PATHS = ("/offres", "/formations", "/pratiques", "/offres?region=44", "/recherche?q=foncier")
PEOPLE, EACH = 8, 25
SETTINGS = {
    "sync, 2 workers": ("--worker-class", "sync", "--threads", "1"),
    "sync, 4 workers": ("--worker-class", "sync", "--threads", "1", "--workers", "4"),
    "gthread, 1 × 8": ("--workers", "1", "--threads", "8"),
    "gthread, 2 × 2": ("--threads", "2"),
    "gthread, 2 × 4": ("--threads", "4"),
    "gthread, 2 × 8": ("--threads", "8"),
    "gthread, 4 × 2": ("--workers", "4", "--threads", "2"),
}


def main(url: str) -> None:
    """One after the other; then the chosen one without preload."""
    print("  réglage                     1re réponse   mémoire avant, après   CPU par page   95 %")
    for name, settings in SETTINGS.items():
        compare(name, url, settings, preload="1")
    compare("gthread, 2 × 4, sans preload", url, ("--threads", "4"), preload="0")


def compare(name: str, url: str, settings: tuple[str, ...], preload: str) -> None:
    """A line of the table."""
    environ = environ_of(url) | {"GUNICORN_PRELOAD": preload}
    with serving("wsgi:app", environ, *settings) as server:
        before, waits = server.memory(), list[float]()
        for path in PATHS * 4:
            server.ask(path, 2)
        cpu = server.cpu_seconds()
        people = [Thread(target=read, args=(server, number, waits)) for number in range(PEOPLE)]
        for one in people:
            one.start()
        for one in people:
            one.join()
        cpu = (server.cpu_seconds() - cpu) / len(waits)
        slow = sorted(waits)[int(len(waits) * 0.95)]
        print(
            f"  {name:<29}{server.first_answer:6.2f} s     {before:6.0f} {server.memory():6.0f} Mo"
            f"      {cpu * 1000:6.1f} ms    {slow * 1000:6.0f} ms",
            flush=True,
        )


def read(server: Server, number: int, waits: list[float]) -> None:
    """Somebody who opens page after page."""
    for turn in range(EACH):
        started = time.perf_counter()
        server.ask(PATHS[(number + turn) % len(PATHS)], 1)
        waits.append(time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1])
