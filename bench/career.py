"""What joins the boards, measured against the bare page: fit, gaps, crossroads, unmet demand.

With 10,000 members, 100,000 openings of 8 required items (one in twenty live), 20,000 courses. The small size takes a few
seconds: `python -m bench.career 50`. Statements are those of the second time that a page is asked.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.board import (
    COUNT,
    MEMBER,
    ROOT,
    SIGN_IN,
    Page,
    a_live_opening,
    environ_of,
    rounds,
    said_by,
    settle,
)
from bench.databases import databases
from bench.server import serving

MEMBERS, OPENINGS, COURSES = 10_000, 100_000, 20_000
TRAINER = "formateur@demo.example"
# Read by a member who said their levels; the board of needs, by who can answer them.
MINE = {
    "offres triées par adéquation": "/offres?tri=adequation",
    "mon parcours": "/parcours",
    "l’écart vers une offre": "/parcours/offre/{opening}",
    "l’écart vers un métier": "/parcours/metier/developpeur-generaliste",
    "ce que change une formation": "/parcours/formation/{course}",
    "carrefour de la plus demandée": "/parcours/carrefour/{item}",
}
THEIRS = {"besoins sans réponse": "/parcours/besoins"}
WHICH = {
    "course": "SELECT max(id) FROM course WHERE state = 'published'",
    "item": "SELECT revision.code FROM requirement JOIN revision"
    " ON revision.competency_id = requirement.competency_id"
    " GROUP BY revision.code ORDER BY count(*) DESC LIMIT 1",
}


def main(share: int = 1) -> None:
    """Both databases, one after the other; `share` divides how much there is of each."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases(Path(folder)):
            print(f"\n{name}")
            measure(url("career"), share)


def measure(url: str, share: int = 1) -> None:
    """Fill an empty database; then each page by its CPU, its statements, its first time."""
    environ = environ_of(url)
    fill(environ, share)
    settle(url)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    these = which(url, now)
    print(
        f"\n  {MEMBERS // share} membres, {OPENINGS // share} offres, {COURSES // share} formations"
    )
    with ExitStack() as stack:
        ours = stack.enter_context(serving("wsgi:app", environ, ROOT))
        bare = environ | {"BARE_DATABASE": url, "BARE_NOW": now}
        theirs = stack.enter_context(serving("bench.bare:app", bare, ROOT))
        for reader, paths in ((MEMBER, MINE), (TRAINER, THEIRS)):
            cookie = said_by(SIGN_IN.format(email=reader), environ).strip()
            pages = {
                name: Page(path.format(**these), by_member=True) for name, path in paths.items()
            }
            reference, measured = rounds(ours, theirs, pages, cookie)
            asked = said_by(COUNT, environ, cookie, *(page.path for page in pages.values()))
            print(f"  {'page nue':<30} {reference.cost:6.2f} ms CPU  {reference.rate:7.0f} /s")
            for (name, found), statements in zip(measured.items(), asked.split(), strict=True):
                print(
                    f"  {name:<30} {found.cost:6.2f} ms CPU  {found.rate:7.0f} /s,"
                    f" débit {found.rate / reference.rate:4.2f} de la page nue,"
                    f" coût {found.cost / reference.cost:5.2f} fois, {statements} requêtes SQL,"
                    f" la première {found.first * 1000:.0f} ms"
                )


def fill(environ: dict[str, str], share: int) -> None:
    """The starting content, for a member with levels; then the volume, then what is kept of it."""
    run = [sys.executable, "-m", "flask", "--app", "wsgi"]
    sizes = {"members": MEMBERS, "openings": OPENINGS, "courses": COURSES}
    scale = ["content", "scale", *(f"--{kind}={size // share}" for kind, size in sizes.items())]
    for command in (["db", "upgrade"], ["content", "load"], scale, ["tick"]):
        subprocess.run([*run, *command], env=environ, cwd=ROOT, check=True, capture_output=True)


def which(url: str, now: str) -> dict[str, object]:
    """The things that the addresses name."""
    with create_engine(url).connect() as connection:
        found = {name: connection.execute(text(query)).scalar() for name, query in WHICH.items()}
    return {**found, "opening": a_live_opening(url, now)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
