"""Search over everything measured: 10,000 members, 100,000 openings, 20,000 sheets, against the bare page.

The small size takes a few seconds: `python -m bench.everything 500`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench.board import COUNT, MEMBER, ROOT, SIGN_IN, Page, environ_of, rounds, said_by, settle
from bench.databases import databases
from bench.server import serving

MEMBERS, OPENINGS, SHEETS = 10_000, 100_000, 20_000
PAGES = {
    "terme rare": Page("/recherche?q=coworking"),
    "terme courant": Page("/recherche?q=d%C3%A9veloppement"),
    "deux termes courants": Page("/recherche?q=d%C3%A9veloppement+%C3%A9conomique", by_member=True),
    "synonymes": Page("/recherche?q=ZAE"),
    "un genre, page lointaine": Page("/recherche?q=d%C3%A9veloppement&genre=offres&page={far}"),
    "une lettre de travers": Page("/recherche?q=d%C3%A9velopemment+industrei"),
    "suggestions": Page("/recherche/suggestions?q=d%C3%A9v", by_member=True),
    "annuaire des personnes": Page("/annuaire/personnes", by_member=True),
    "personnes qui aident": Page("/annuaire/personnes?competence=D1.1&region=44", by_member=True),
}


def main(share: int = 1) -> None:
    """Both databases, one after the other; `share` divides how much there is of each."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            print(f"\n{name}")
            measure(url("everything"), share)


def measure(url: str, share: int = 1) -> None:
    """Fill an empty database; each page by its CPU, its statements, its first time."""
    environ = environ_of(url)
    run = [sys.executable, "-m", "flask", "--app", "wsgi"]
    sizes = {"members": MEMBERS, "openings": OPENINGS, "practices": SHEETS}
    scale = [f"--{kind}={size // share}" for kind, size in sizes.items()]
    for command in (["db", "upgrade"], ["content", "scale", *scale]):
        subprocess.run([*run, *command], env=environ, cwd=ROOT, check=True, capture_output=True)
    settle(url)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    far = 50 if share == 1 else 1
    pages = {name: Page(page.path.format(far=far), page.by_member) for name, page in PAGES.items()}
    cookie = said_by(SIGN_IN.format(email=MEMBER), environ).strip()
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        bare = environ | {"BARE_DATABASE": url, "BARE_NOW": now}
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        reference, measured = rounds(ours, theirs, pages, cookie)
    counts: dict[str, int] = {}
    for by_member in (False, True):
        some = {name: page.path for name, page in pages.items() if page.by_member is by_member}
        told = said_by(COUNT, environ, cookie if by_member else "", *some.values())
        counts |= dict(zip(some, map(int, told.split()), strict=True))
    print(
        f"\n  {', '.join(f'{size // share} {kind}' for kind, size in sizes.items())}"
        f"\n  {'page nue':<28} {reference.cost:6.2f} ms CPU  {reference.rate:7.0f} /s"
    )
    for name, found in measured.items():
        print(
            f"  {name:<28} {found.cost:6.2f} ms CPU  {found.rate:7.0f} /s,"
            f" débit {found.rate / reference.rate:4.2f} de la page nue,"
            f" coût {found.cost / reference.cost:4.2f} fois, {counts[name]} requêtes SQL,"
            f" la première {found.first * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
